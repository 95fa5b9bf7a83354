package report

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSignedViews(t *testing.T) {
	sparse := append(make([]float32, 200), -2, 3)
	for _, c := range []struct {
		name       string
		view       func(Map, float64) (Heatmap, error)
		percentile float64
		data       []float32
		want       []float32 // of the last three pixels
	}{
		// Zero is in the middle, and both signs have the same scale.
		{"signed", Signed, 100, []float32{0, -2, 4}, []float32{0, -.5, 1}},
		{"signed clips", Signed, 50, []float32{0, -8, 4, 2, -1}, []float32{1, 1, -.5}},
		{"signed zero", Signed, 99, []float32{0, 0, 0}, []float32{0, 0, 0}},
		{"signed sparse", Signed, 99, sparse, []float32{0, -1, 1}},
		{"mean", SignedMean, 100, []float32{0, -2, 4}, []float32{0, -.5, 1}},
		{"mean zero", SignedMean, 100, []float32{0, 0, 0}, []float32{0, 0, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, err := c.view(Map{[3]int{1, len(c.data), 1}, c.data}, c.percentile)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, h.Data[len(h.Data)-3:]); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// SignedMean is scaled by single elements, and so it is pale where channels cancel out.
func TestSignedMeanScalesByElements(t *testing.T) {
	h, err := SignedMean(Map{[3]int{1, 2, 2}, []float32{4, -2, 1, 1}}, 100)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]float32{.25, .25}, h.Data); diff != "" {
		t.Error(diff)
	}
}
