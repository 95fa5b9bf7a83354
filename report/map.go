// Package report turns attributions into what people look at: heatmaps, figures
// and files.
//
// A Map is signed; a Heatmap is a picture of it, made by one of the views of
// PAIR-code/saliency.
package report

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"math"
	"slices"
)

// A Map is an attribution for an image: Shape is height, width, channels, and
// Data is in C order.
type Map struct {
	Shape [3]int
	Data  []float32
}

// A Heatmap is a picture of a map: 0 is black, 1 is white.
type Heatmap struct {
	Height, Width int
	Data          []float32
}

// DefaultPercentile is where the views clip: the brightest hundredth of the
// pixels is white.
const DefaultPercentile = 99

// Grayscale sums the absolute values over the channels and spreads what lies
// between the minimum and the percentile (0..100) over 0..1; more is clipped.
// PAIR-code/saliency, VisualizeImageGrayscale. A map without contrast is black.
func Grayscale(m Map, percentile float64) (Heatmap, error) {
	h, err := m.sum(func(v float32) float32 { return float32(math.Abs(float64(v))) })
	if err != nil {
		return h, err
	}
	h.spread(slices.Min(h.Data), quantile(h.Data, percentile), 0)
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
	span := math.Abs(quantile(h.Data, percentile))
	h.spread(float32(-span), span, -1)
	return h, nil
}

// sum adds f over the channels.
func (m Map) sum(f func(float32) float32) (Heatmap, error) {
	height, width, channels := m.Shape[0], m.Shape[1], m.Shape[2]
	if height < 1 || width < 1 || channels < 1 || len(m.Data) != height*width*channels {
		return Heatmap{}, fmt.Errorf("a map of shape %v has %d elements", m.Shape, len(m.Data))
	}
	h := Heatmap{height, width, make([]float32, height*width)}
	for i, v := range m.Data {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			p := i / channels
			return Heatmap{}, fmt.Errorf("the map is %v at row %d, column %d, channel %d", v, p/width, p%width, i%channels)
		}
		h.Data[i/channels] += f(v)
	}
	return h, nil
}

// spread maps low..high to 0..1 and clips to floor..1.
func (h Heatmap) spread(low float32, high float64, floor float64) {
	span := high - float64(low)
	for i, v := range h.Data {
		t := 0.0
		if span > 0 {
			t = (float64(v) - float64(low)) / span
		}
		h.Data[i] = float32(min(max(t, floor), 1))
	}
}

// quantile is numpy.percentile with linear interpolation.
func quantile(values []float32, percentile float64) float64 {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	at := percentile / 100 * float64(len(sorted)-1)
	low := int(math.Floor(at))
	high := min(low+1, len(sorted)-1)
	a, b, t := float64(sorted[low]), float64(sorted[high]), at-float64(low)
	if t >= 0.5 {
		return b - (b-a)*(1-t)
	}
	return a + (b-a)*t
}

// Image draws the heatmap, a pixel for a pixel.
func (h Heatmap) Image() *image.Gray {
	img := image.NewGray(image.Rect(0, 0, h.Width, h.Height))
	for i, v := range h.Data {
		img.SetGray(i%h.Width, i/h.Width, color.Gray{uint8(math.Round(float64(min(max(v, 0), 1)) * 255))})
	}
	return img
}

var errNoCells = errors.New("a figure needs at least one row and one column")
