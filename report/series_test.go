package report

import (
	"slices"
	"testing"
)

func viewNamed(t *testing.T, name string) View {
	t.Helper()
	views, err := SelectViews([]string{name}, Look{})
	if err != nil {
		t.Fatal(err)
	}
	return views[0]
}

// column lists the pixels of a column.
func column(h Heatmap, x int) []float32 {
	var all []float32
	for y := range h.Height {
		all = append(all, h.Data[y*h.Width+x])
	}
	return all
}

// TestSeriesBars: without features, there are bars alone: up for values, or from the
// middle for signs. The largest fills its part.
func TestSeriesBars(t *testing.T) {
	s := Series{Steps: 4, Features: 1, Data: []float32{0, -2, 1, 0}}
	h, err := s.Draw(viewNamed(t, "signed"))
	if err != nil || h.Width != 320 || h.Height != 64 || !h.Signed {
		t.Fatalf("%d x %d, signed %v, error %v", h.Width, h.Height, h.Signed, err)
	}
	if got := column(h, 0); slices.ContainsFunc(got, func(v float32) bool { return v != 0 }) {
		t.Errorf("a step of 0 is drawn: %v", got)
	}
	down := column(h, 81)
	if want := slices.Concat(make([]float32, 32), slices.Repeat([]float32{-1}, 32)); !slices.Equal(down, want) {
		t.Errorf("the bar down is %v", down)
	}
	up := column(h, 161)
	if up[31] != 1 || up[16] != 1 || up[15] != 0 || up[32] != 0 {
		t.Errorf("the bar up is %v", up)
	}
	h, err = s.Draw(viewNamed(t, "grayscale"))
	if bar := column(h, 81); err != nil || h.Signed || slices.Contains(bar, 0) {
		t.Errorf("the bar of an absolute value is %v, error %v", bar, err)
	}
}

// TestSeriesBands: features are bands below the bars, each in its own row.
func TestSeriesBands(t *testing.T) {
	s := Series{Steps: 2, Features: 3, Data: []float32{1, 0, 0, 0, 0, -1}}
	h, err := s.Draw(viewNamed(t, "signed"))
	if err != nil || h.Width != 320 || h.Height != 64+2+63 {
		t.Fatalf("%d x %d, error %v", h.Width, h.Height, err)
	}
	first, second := column(h, 0)[66:], column(h, 319)[66:]
	if !slices.Equal(first, slices.Concat(slices.Repeat([]float32{1}, 21), make([]float32, 42))) {
		t.Errorf("the first step's bands are %v", first)
	}
	if !slices.Equal(second, slices.Concat(make([]float32, 42), slices.Repeat([]float32{-1}, 21))) {
		t.Errorf("the second step's bands are %v", second)
	}
}

// TestLongSeries: of more steps than there are columns, peaks stay.
func TestLongSeries(t *testing.T) {
	s := Series{Steps: 5000, Features: 1, Data: make([]float32, 5000)}
	for i := range s.Data {
		s.Data[i] = 0.01
	}
	s.Data[2501] = -1
	h, err := s.Draw(viewNamed(t, "signed_mean"))
	if err != nil || h.Width != 640 {
		t.Fatalf("it is %d wide, error %v", h.Width, err)
	}
	if peak := column(h, 2501*640/5000); peak[h.Height-1] != -1 {
		t.Errorf("the peak is %v", peak)
	}
}

func TestSeriesErrors(t *testing.T) {
	for _, s := range []Series{{}, {Steps: 2, Features: 2, Data: make([]float32, 3)}, {Steps: -1, Features: -1, Data: make([]float32, 1)}, {Steps: 0, Features: 1, Data: nil}} {
		if _, err := s.Draw(Views[0]); err == nil {
			t.Errorf("%+v is drawn", s)
		}
	}
}

// TestSeriesPicture: an input is drawn as bands alone, or as bars without them.
func TestSeriesPicture(t *testing.T) {
	h, err := Series{Steps: 2, Features: 2, Data: []float32{5, 7, 6, 5}}.Picture()
	if err != nil || h.Height != 64 || h.Signed {
		t.Fatalf("it is %d high, error %v", h.Height, err)
	}
	if got := []float32{h.Data[0], h.Data[319], h.Data[63*320], h.Data[64*320-1]}; !slices.Equal(got, []float32{0, 0.5, 1, 0}) {
		t.Errorf("the corners are %v", got)
	}
	h, err = Series{Steps: 2, Features: 1, Data: []float32{-1, 3}}.Picture()
	if left, right := column(h, 1), column(h, 319); err != nil || slices.Contains(left, 1) || slices.Contains(right, 0) {
		t.Errorf("the bars are %v and %v, error %v", left, right, err)
	}
}
