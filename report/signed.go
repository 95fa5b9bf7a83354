package report

import (
	"math"
	"slices"
)

// Signed sums over the channels, maps the range from -p to p to -1..1, and clips the
// rest. p is the percentile (0..100) of the absolute sums. Unlike Diverging, it maps a
// sum of 0 to 0 and gives both signs the same scale. A map of zeros is 0.
func Signed(m Map, percentile float64) (Heatmap, error) {
	h, err := m.sum(func(v float32) float32 { return v })
	if err != nil {
		return h, err
	}
	span, err := clipAt(absolute(h.Data), percentile)
	if err != nil {
		return Heatmap{}, err
	}
	h.center(span)
	return h, nil
}

// SignedMean averages over the channels, maps the range from -p to p to -1..1, and
// clips the rest. p is the percentile of the absolute elements before they are
// averaged. At 100, the original's default, it is the largest of them.
// marcoancona/DeepExplain, examples/utils.py, plot.
func SignedMean(m Map, percentile float64) (Heatmap, error) {
	h, err := m.sum(func(v float32) float32 { return v })
	if err != nil {
		return h, err
	}
	span, err := clipAt(absolute(m.Data), percentile)
	if err != nil {
		return Heatmap{}, err
	}
	h.center(span * float64(m.Shape[2]))
	return h, nil
}

func absolute(values []float32) []float32 {
	a := slices.Clone(values)
	for i, v := range a {
		a[i] = float32(math.Abs(float64(v)))
	}
	return a
}

// center maps -span..span to -1..1 and clips. If span is 0, all values that are not 0
// are clipped.
func (h *Heatmap) center(span float64) {
	h.Signed = true
	for i, v := range h.Data {
		t := 0.0
		if v != 0 {
			t = float64(v) / span
		}
		h.Data[i] = float32(min(max(t, -1), 1))
	}
}
