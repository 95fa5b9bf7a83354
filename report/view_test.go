package report

import (
	"fmt"
	"image/color"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"tfreeze/internal/tolerances"
)

var rounding = cmpopts.EquateApprox(0, tolerances.Of("views").Value)

// The expected values are those of the original code and of numpy, for the map in
// testdata/report (see its README).
func TestViewsMatchOriginals(t *testing.T) {
	recorded := map[string]struct {
		array  string
		signed bool
	}{
		"grayscale": {"vis_gray_grad", false}, "diverging": {"vis_div_grad", true},
		"signed": {"signed_grad", true}, "signed_mean": {"signed_mean_grad", true},
	}
	shape, grad := readArray(t, "grad")
	for _, v := range Views[:len(recorded)] {
		t.Run(v.Name, func(t *testing.T) {
			got, err := v.Draw(Map{[3]int(shape), grad})
			if err != nil {
				t.Fatal(err)
			}
			r := recorded[v.Name]
			shape, want := readArray(t, r.array)
			if diff := cmp.Diff(Heatmap{Height: shape[0], Width: shape[1], Data: want, Signed: r.signed}, got, rounding); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSelectViews(t *testing.T) {
	for _, c := range []struct{ names, want []string }{
		{[]string{"grayscale"}, []string{"grayscale"}},
		{[]string{"signed", "grayscale", "signed"}, []string{"signed", "grayscale"}},
		{[]string{"gray", "grayscale"}, []string{"grayscale"}},
		{ViewNames(), []string{"grayscale", "diverging", "signed", "signed_mean", "heat", "overlay", "contour"}},
	} {
		chosen, err := SelectViews(c.names, Look{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, v := range chosen {
			got = append(got, v.Name)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%q: %s", c.names, diff)
		}
	}
}

// TestLook: a choice that no view shows is refused.
func TestLook(t *testing.T) {
	for _, c := range []struct {
		views []string
		look  Look
		want  string
	}{
		{[]string{"signed", "viridis"}, Look{}, `there is no view "viridis"; there are grayscale, diverging, signed, signed_mean, heat, overlay, contour`},
		{[]string{"heat"}, Look{Colormap: "jet"}, `there is no colour map "jet"; there are viridis, inferno, blue_red`},
		{[]string{"gray", "signed"}, Look{Colormap: "viridis"}, "the colour map viridis has no effect on the view grayscale, signed: it is for heat, overlay and contour"},
		{[]string{"gray"}, Look{Colormap: "blue_red"}, "the colour map blue_red has no effect on the view grayscale: it is for heat, overlay and contour"},
		{[]string{"heat"}, Look{Opacity: 0.5}, "an opacity has no effect without the view overlay"},
		{[]string{"overlay"}, Look{Opacity: 1.5}, "opacity 1.5 is not between 0 and 1"},
		{[]string{"overlay"}, Look{Opacity: 1, Colormap: "viridis"}, "<nil>"},
		{[]string{"gray", "signed"}, Look{Colormap: "blue_red"}, "<nil>"},
	} {
		if _, err := SelectViews(c.views, c.look); fmt.Sprint(err) != c.want {
			t.Errorf("%v, %+v: %v\nwant %s", c.views, c.look, err, c.want)
		}
	}
}

// TestColouredViews: a sequential map colours absolute values, a diverging one signs, and
// the originals keep their values.
func TestColouredViews(t *testing.T) {
	m := Map{Shape: [3]int{1, 3, 1}, Data: []float32{-2, 0, 1}}
	for _, c := range []struct {
		view, colormap, drawn string
		want                  []float32
	}{
		{"heat", "", "inferno", []float32{1, 0, 0.5}},
		{"heat", "viridis", "viridis", []float32{1, 0, 0.5}},
		{"overlay", "blue_red", "blue_red", []float32{-1, 0, 0.5}},
		{"signed", "blue_red", "blue_red", []float32{-1, 0, 0.5}},
		{"contour", "", "viridis", nil},
	} {
		views, err := SelectViews([]string{c.view}, Look{Colormap: c.colormap})
		if err != nil {
			t.Fatal(err)
		}
		got, err := views[0].Draw(m)
		if err != nil || got.Colours.Name != c.drawn {
			t.Fatalf("%+v: %+v, error %v", c, got, err)
		}
		if diff := cmp.Diff(c.want, got.Data, cmpopts.EquateApprox(0, 0.02)); c.want != nil && diff != "" {
			t.Errorf("%+v: %s", c, diff) // the percentile of three values lies a fiftieth below the largest
		}
		if at := got.Image().At(0, 0); c.want != nil && at != color.Color(got.Colours.At(c.want[0])) {
			t.Errorf("%+v: the first pixel is %v", c, at)
		}
	}
}
