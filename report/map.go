// Package report turns attributions into what people look at: heatmaps, figures
// and files.
//
// A Map is signed; a Heatmap is a picture of it, made by one of the Views: those
// of PAIR-code/saliency and marcoancona/DeepExplain, and one of ours.
package report

import (
	"fmt"
	"math"
	"slices"
)

// A Map is an attribution for an image: Shape is height, width, channels, and
// Data is in C order.
type Map struct {
	Shape [3]int
	Data  []float32
}

// A Heatmap is a picture of a map: 0 is black, 1 is white; or, if it is Signed,
// -1 is blue, 0 is white, 1 is red.
type Heatmap struct {
	Height, Width int
	Data          []float32
	Signed        bool
}

// DefaultPercentile is where the views clip: the brightest hundredth of the
// pixels is white.
const DefaultPercentile = 99

// Grayscale sums the absolute values over the channels and spreads what lies
// between the minimum and the percentile (0..100) over 0..1; more is clipped.
// PAIR-code/saliency, VisualizeImageGrayscale. Where minimum and percentile are
// the same, as in a map with few pixels that are not 0, all above them is 1; a
// constant map is black.
func Grayscale(m Map, percentile float64) (Heatmap, error) {
	h, err := m.sum(func(v float32) float32 { return float32(math.Abs(float64(v))) })
	if err != nil {
		return h, err
	}
	high, err := clipAt(h.Data, percentile)
	if err != nil {
		return Heatmap{}, err
	}
	h.spread(float64(slices.Min(h.Data)), high, 0, 0)
	return h, nil
}

// Diverging sums over the channels and spreads what lies between -p and p, p
// being the absolute value of the percentile, over 0..1: a sum of 0 is 0.5,
// and what lies below -p is negative, down to -1.
// PAIR-code/saliency, VisualizeImageDiverging.
func Diverging(m Map, percentile float64) (Heatmap, error) {
	h, err := m.sum(func(v float32) float32 { return v })
	if err != nil {
		return h, err
	}
	high, err := clipAt(h.Data, percentile)
	if err != nil {
		return Heatmap{}, err
	}
	span := math.Abs(high)
	h.spread(-span, span, -1, 0.5)
	h.Signed = true
	return h, nil
}

// sum adds f over the channels.
func (m Map) sum(f func(float32) float32) (Heatmap, error) {
	if !m.whole() {
		return Heatmap{}, fmt.Errorf("a map of shape %v has %d elements", m.Shape, len(m.Data))
	}
	height, width, channels := m.Shape[0], m.Shape[1], m.Shape[2]
	h := Heatmap{Height: height, Width: width, Data: make([]float32, height*width)}
	for i, v := range m.Data {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			p := i / channels
			return Heatmap{}, fmt.Errorf("the map is %v at row %d, column %d, channel %d", v, p/width, p%width, i%channels)
		}
		h.Data[i/channels] += f(v)
	}
	if i := slices.IndexFunc(h.Data, func(v float32) bool { return math.IsInf(float64(v), 0) }); i >= 0 {
		return Heatmap{}, fmt.Errorf("the sum over the channels overflows at row %d, column %d", i/width, i%width)
	}
	return h, nil
}

// whole reports whether the shape is that of the data; the product is taken only
// where it cannot overflow.
func (m Map) whole() bool {
	n, height, width, channels := len(m.Data), m.Shape[0], m.Shape[1], m.Shape[2]
	if height < 1 || width < 1 || channels < 1 || height > n || width > n/height {
		return false
	}
	return channels <= n/(height*width) && height*width*channels == n
}

// spread maps low..high to 0..1 and clips to floor..1. Without a span, what
// differs from low is clipped all the same; only what equals it is neutral.
func (h Heatmap) spread(low, high, floor, neutral float64) {
	span := high - low
	for i, v := range h.Data {
		t, above := neutral, float64(v)-low
		if span > 0 || above != 0 {
			t = above / span
		}
		h.Data[i] = float32(min(max(t, floor), 1))
	}
}
