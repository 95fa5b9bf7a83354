package report

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tfreeze/internal/npy"
	"tfreeze/internal/tolerances"
)

// A frozen network leaves most pixels at 0 and the percentile with them: what
// is left is still to be seen. The expected values are those of PAIR's code;
// where it computes 0/0, the neutral value is expected.
func TestViewsWithoutSpan(t *testing.T) {
	sparse := append(make([]float32, 200), -2, 3)
	for _, c := range []struct {
		name string
		view func(Map, float64) (Heatmap, error)
		data []float32
		want []float32 // of the last three pixels
	}{
		{"grayscale constant", Grayscale, []float32{5, 5, -5}, []float32{0, 0, 0}},
		{"grayscale sparse", Grayscale, sparse, []float32{0, 1, 1}},
		{"diverging zero", Diverging, []float32{0, 0, 0}, []float32{.5, .5, .5}},
		{"diverging sparse", Diverging, sparse, []float32{.5, -1, 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, err := c.view(Map{[3]int{1, len(c.data), 1}, c.data}, DefaultPercentile)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, h.Data[len(h.Data)-3:]); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestViewsRefuse(t *testing.T) {
	nan, inf, huge := float32(math.NaN()), float32(math.Inf(-1)), float32(math.MaxFloat32)
	one := func(v float32) Map { return Map{[3]int{2, 2, 3}, append(make([]float32, 10), v, 0)} }
	for _, c := range []struct {
		m          Map
		percentile float64
		want       string
	}{
		{one(nan), 99, "the map is NaN at row 1, column 1, channel 1"},
		{one(inf), 99, "the map is -Inf at row 1, column 1, channel 1"},
		{Map{[3]int{1, 1, 2}, []float32{huge, huge}}, 99, "the sum over the channels overflows at row 0, column 0"},
		{Map{[3]int{2, 2, 3}, make([]float32, 11)}, 99, "a map of shape [2 2 3] has 11 elements"},
		{Map{}, 99, "a map of shape [0 0 0] has 0 elements"},
		{Map{[3]int{1 << 32, 1 << 32, 1}, nil}, 99, "a map of shape [4294967296 4294967296 1] has 0 elements"},
		{one(1), -1, "percentile -1 is not between 0 and 100"},
		{one(1), 100.5, "percentile 100.5 is not between 0 and 100"},
		{one(1), math.NaN(), "percentile NaN is not between 0 and 100"},
	} {
		for name, view := range map[string]func(Map, float64) (Heatmap, error){"grayscale": Grayscale, "diverging": Diverging, "signed": Signed, "mean": SignedMean} {
			t.Run(name+" "+c.want, func(t *testing.T) {
				if _, err := view(c.m, c.percentile); fmt.Sprint(err) != c.want {
					t.Errorf("got %v, want %s", err, c.want)
				}
			})
		}
	}
}

// The expected values are numpy.percentile's.
func TestQuantile(t *testing.T) {
	values := []float32{3, 1, 4, 1, 5, 9, 2, 6.5}
	for percentile, want := range map[float64]float64{0: 1, 1: 1, 37: 2.59, 50: 3.5, 80: 5.9, 99: 8.825, 100: 9} {
		if got := quantile(values, percentile); math.Abs(got-want) > tolerances.Of("percentiles").Value {
			t.Errorf("percentile %v: got %v, want %v", percentile, got, want)
		}
	}
	if diff := cmp.Diff([]float32{3, 1, 4, 1, 5, 9, 2, 6.5}, values); diff != "" {
		t.Error("the values were changed:", diff)
	}
}

func readArray(t *testing.T, name string) ([]int, []float32) {
	t.Helper()
	raw, err := os.ReadFile("../testdata/report/" + name + ".npy")
	if err != nil {
		t.Fatal(err)
	}
	a, err := npy.Read(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return a.Shape, a.Data
}

// TestSums: pixels are added over their channels.
func TestSums(t *testing.T) {
	m := Map{Shape: [3]int{1, 2, 3}, Data: []float32{1, -2, 4, -1, -1, 0}}
	signed, absolute, err := m.Sums()
	if err != nil || !slices.Equal(signed, []float32{3, -2}) || !slices.Equal(absolute, []float32{7, 2}) {
		t.Errorf("%v, %v, %v", signed, absolute, err)
	}
	m.Data[5] = float32(math.NaN())
	if _, _, err := m.Sums(); err == nil {
		t.Error("NaN has a sum")
	}
}
