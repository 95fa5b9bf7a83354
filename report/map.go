// Package report turns attributions into heatmaps, figures and files.
//
// A Map is signed. A Heatmap is a picture of it, drawn by one of the Views: those of
// PAIR-code/saliency and marcoancona/DeepExplain, and some of tfreeze. Overlays and contours
// lie on the Photo. A Figure puts many panels on a page.
package report

import (
	"fmt"
	"math"
	"slices"
)

// A Map is an attribution for an image. Shape is height, width and channels, and Data
// is in C order.
type Map struct {
	Shape [3]int
	Data  []float32
}

// A Heatmap is a picture of a map: 0 is black and 1 is white. If it is Signed, -1 is
// blue, 0 is white and 1 is red. Colours, if not nil, replaces these.
type Heatmap struct {
	Height, Width int
	Data          []float32
	Signed        bool
	Colours       *Colormap
}

// DefaultPercentile is the percentile at which the views clip: the brightest hundredth
// of the pixels is white.
const DefaultPercentile = 99

// Grayscale sums the absolute values over the channels, maps the range from the minimum
// to the percentile (0..100) to 0..1, and clips larger values. PAIR-code/saliency,
// VisualizeImageGrayscale. If minimum and percentile are equal, as in a map with few
// pixels that are not 0, all larger values are 1. A constant map is black.
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

// Diverging sums over the channels and maps the range from -p to p to 0..1, where p is
// the absolute value of the percentile. A sum of 0 becomes 0.5, and sums below -p
// become negative, down to -1. PAIR-code/saliency, VisualizeImageDiverging.
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

// Picture draws an input: the sum over the channels, from its minimum, black, to its
// maximum, white.
func (m Map) Picture() (Heatmap, error) {
	h, err := m.sum(func(v float32) float32 { return v })
	if err == nil {
		h.spread(float64(slices.Min(h.Data)), float64(slices.Max(h.Data)), 0, 0)
	}
	return h, err
}

// sum adds f of the elements over the channels.
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

// Sums adds the values of each pixel over the channels, and their magnitudes: what all
// views are made of.
func (m Map) Sums() (signed, absolute []float32, err error) {
	s, err := m.sum(func(v float32) float32 { return v })
	if err != nil {
		return nil, nil, err
	}
	a, err := m.sum(func(v float32) float32 { return float32(math.Abs(float64(v))) })
	return s.Data, a.Data, err
}

// whole reports whether the data have the shape. It multiplies only where the product
// cannot overflow.
func (m Map) whole() bool {
	n, height, width, channels := len(m.Data), m.Shape[0], m.Shape[1], m.Shape[2]
	if height < 1 || width < 1 || channels < 1 || height > n || width > n/height {
		return false
	}
	return channels <= n/(height*width) && height*width*channels == n
}

// spread maps low..high to 0..1 and clips to floor..1. If low equals high, values that
// equal low become neutral, and all others are clipped.
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
