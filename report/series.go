package report

import (
	"fmt"
	"math"
)

// A Series is an attribution over the steps of a sequence, or such an input. Data is in C
// order, [steps, features].
type Series struct {
	Steps, Features int
	Data            []float32
}

const (
	// A picture of a series is at least minWidth pixels wide, and has a column for each
	// step. With more steps than maxWidth, a column shows the step that is farthest from 0.
	minWidth, maxWidth = 320, 640
	// A fifth of the width is the height of the bars, and that of all bands together.
	flatness = 5
	// Bars as wide as apartFrom pixels are a pixel apart.
	apartFrom = 4
	// bandGap lies between the bars and the bands, in pixels.
	bandGap = 2
)

// Draw draws a series with time from left to right, in the colours of a view: bars of the
// sum over the features, and below them, if there are several, a band for each feature.
// Bars of a view with signs go up and down from the middle; the others, of the sum of
// absolute values, go up.
func (s Series) Draw(v View) (Heatmap, error) {
	if s.Steps < 1 || s.Features < 1 || s.Features > len(s.Data) || s.Steps != len(s.Data)/s.Features || len(s.Data)%s.Features != 0 {
		return Heatmap{}, fmt.Errorf("a series of %d steps and %d features has %d elements", s.Steps, s.Features, len(s.Data))
	}
	bands, err := v.Draw(Map{Shape: [3]int{s.Features, s.Steps, 1}, Data: s.byFeature()})
	if err != nil {
		return bands, err
	}
	summed := s.Data
	if !bands.Signed {
		summed = absolute(summed)
	}
	// The longest bar is the largest sum: a bar that is cut off would not show its size.
	bars, err := Signed(Map{Shape: [3]int{1, s.Steps, s.Features}, Data: summed}, 100)
	if err != nil {
		return bars, err
	}
	return stacked(bars, bands), nil
}

// Picture draws an input from its smallest value, black, to its largest, white: as bands,
// or as bars if there is a single feature.
func (s Series) Picture() (Heatmap, error) {
	low, high := float32(math.Inf(1)), float32(math.Inf(-1))
	for _, v := range s.Data {
		low, high = min(low, v), max(high, v)
	}
	spread := make([]float32, len(s.Data))
	for i, v := range s.Data {
		if high > low {
			spread[i] = (v - low) / (high - low)
		}
	}
	h, err := Series{s.Steps, s.Features, spread}.Draw(View{Draw: clippedAt(100, Grayscale)})
	if tall := h.Width / flatness; err == nil && h.Height > tall {
		h.Data, h.Height = h.Data[(tall+bandGap)*h.Width:], h.Height-tall-bandGap
	}
	return h, err
}

// byFeature is the data as [features, steps].
func (s Series) byFeature() []float32 {
	turned := make([]float32, len(s.Data))
	for i, v := range s.Data {
		turned[i%s.Features*s.Steps+i/s.Features] = v
	}
	return turned
}

// stacked puts bars above bands.
func stacked(bars, bands Heatmap) Heatmap {
	bars, bands = bars.narrow(maxWidth), bands.narrow(maxWidth)
	step := (minWidth + bars.Width - 1) / bars.Width
	width := bars.Width * step
	tall := width / flatness
	h := Heatmap{Width: width, Height: tall, Signed: bands.Signed, Colours: bands.Colours}
	band := 0
	if bands.Height > 1 && bands.Height <= 2*tall {
		band = max(1, tall/bands.Height)
		h.Height += bandGap + band*bands.Height
	}
	h.Data = make([]float32, h.Width*h.Height)
	for x := range width {
		if step < apartFrom || x%step > 0 {
			h.bar(x, tall, bars.Data[x/step])
		}
		for y := range band * bands.Height {
			h.Data[(tall+bandGap+y)*width+x] = bands.Data[y/band*bands.Width+x/step]
		}
	}
	return h
}

// bar fills column x up to a value: from the middle if the picture has signs, or from
// the bottom. A value that is not 0 has at least a pixel.
func (h Heatmap) bar(x, tall int, v float32) {
	from, whole, colour := tall, tall, float32(1)
	if h.Signed {
		from, whole = tall/2, tall/2
	}
	n := int(math.Ceil(math.Abs(float64(v)) * float64(whole)))
	up := -1
	if v < 0 {
		up, colour, from = 1, -1, from-1
	}
	for k := range min(n, whole) {
		h.Data[(from+up*(k+1))*h.Width+x] = colour
	}
}

// narrow brings a heatmap to at most that width. A column of several keeps, in each row,
// the value that is farthest from 0.
func (h Heatmap) narrow(width int) Heatmap {
	if h.Width <= width {
		return h
	}
	n := Heatmap{Height: h.Height, Width: width, Signed: h.Signed, Colours: h.Colours, Data: make([]float32, h.Height*width)}
	for i, v := range h.Data {
		at := &n.Data[i/h.Width*width+i%h.Width*width/h.Width]
		if math.Abs(float64(v)) > math.Abs(float64(*at)) {
			*at = v
		}
	}
	return n
}
