package tfreeze_test

import (
	"bytes"
	"context"
	"image/png"
	"slices"
	"testing"

	"tfreeze"
	"tfreeze/methods"
)

// TestSweep: the maps are those of Explain at each percentile and target, less passes as p
// grows, and the figure is a picture.
func TestSweep(t *testing.T) {
	m := openTiny(t, tfreeze.ModelOptions{})
	percentiles := []float64{0, 60, 90}
	o := tfreeze.SweepOptions{Percentiles: percentiles, Targets: []string{"top2"}}
	o.Methods = []string{"grad", "deeplift"}
	s, err := m.Sweep(context.Background(), tfreeze.File(picture), o)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Rows) != 2*2*4 {
		t.Fatalf("there are %d rows, not those of two targets, two methods, and plain and three percentiles", len(s.Rows))
	}
	top := explained(t, m, tfreeze.File(picture), tfreeze.ExplainOptions{Methods: []string{"grad"}}).Top(2)
	for i, r := range s.Rows {
		at := tfreeze.ExplainOptions{Methods: []string{r.Method}, Variants: []tfreeze.Variant{r.Variant}, Target: r.Target}
		if r.Percentile != nil {
			at.Options = methods.With(methods.Percentile.Is(*r.Percentile))
		}
		want := explained(t, m, tfreeze.File(picture), at)
		if !slices.Equal(s.Map(i).Values, want.Maps[0].Values) || r.Score != want.Score {
			t.Errorf("row %d, %+v, differs from Explain", i, r)
		}
		if class := top[i/8].Class; want.Target != class {
			t.Errorf("row %d is of class %d, not %d", i, want.Target, class)
		}
		if wanted := []float64{-1, 0, 60, 90}[i%4]; wanted < 0 != (r.Percentile == nil) || wanted >= 0 && *r.Percentile != wanted {
			t.Errorf("row %d has percentile %v, not %v", i, r.Percentile, wanted)
		}
		if i%4 > 1 && r.Share >= s.Rows[i-1].Share {
			t.Errorf("row %d: %v passes, and %v at a lower percentile", i, r.Share, s.Rows[i-1].Share)
		}
	}
	var b bytes.Buffer
	if err := s.WriteFigure(&b, "png"); err != nil {
		t.Fatal(err)
	}
	if img, err := png.Decode(&b); err != nil || img.Bounds().Dx() < 1000 {
		t.Errorf("the figure is %v, error %v", img.Bounds(), err)
	}
}

func TestSweepErrors(t *testing.T) {
	m := openTiny(t, tfreeze.ModelOptions{})
	for _, c := range []struct {
		o    tfreeze.SweepOptions
		want string
	}{
		{tfreeze.SweepOptions{Percentiles: []float64{80, 101}}, `percentile 101 is not in 0\.\.100`},
		{tfreeze.SweepOptions{View: "rainbow"}, `there is no view "rainbow".*`},
		{tfreeze.SweepOptions{Width: 1}, "a figure of 1 mm: give a width of 40 to 2000"},
		{tfreeze.SweepOptions{ExplainOptions: tfreeze.ExplainOptions{Variants: []tfreeze.Variant{tfreeze.Plain}}}, "a sweep freezes: give threshold or mask"},
		{tfreeze.SweepOptions{Targets: []string{"top2", "rank:99"}}, ".*: target rank:99: the network has [0-9]+ classes"},
	} {
		_, err := m.Sweep(context.Background(), tfreeze.File(picture), c.o)
		wantError(t, err, c.want)
	}
}
