package evaluate

import (
	"fmt"
	"math"

	gr "tfreeze/graphrewrite"
)

// A Picture says where the elements of an input are that belong to a pixel.
type Picture struct {
	Height, Width, Channels int
	// First is set if channels come first: [C,H,W].
	First bool
}

// PictureOf reads the shape of an input without a batch dimension: [H,W,C], [C,H,W] or
// [H,W]. It is an error if it is not known to be an image's.
func PictureOf(shape []int64, layout gr.Layout) (Picture, error) {
	switch l := layout.Of(shape); {
	case len(shape) == 2:
		return Picture{int(shape[0]), int(shape[1]), 1, false}, nil
	case l == gr.ChannelsFirst:
		return Picture{int(shape[1]), int(shape[2]), int(shape[0]), true}, nil
	case l == gr.ChannelsLast:
		return Picture{int(shape[0]), int(shape[1]), int(shape[2]), false}, nil
	}
	return Picture{}, fmt.Errorf("an input of shape %v is not known to be an image, which metrics of pixels need", gr.Shape(shape))
}

// Size is the number of pixels.
func (p Picture) Size() int { return p.Height * p.Width }

// At is the element of a pixel in a channel.
func (p Picture) At(pixel, channel int) int {
	if p.First {
		return channel*p.Size() + pixel
	}
	return pixel*p.Channels + channel
}

// copy copies a pixel in all channels.
func (p Picture) copy(to, from []float32, pixel int) {
	for c := range p.Channels {
		at := p.At(pixel, c)
		to[at] = from[at]
	}
}

// A Reduction makes one number of the channels of a pixel.
type Reduction string

const (
	// Absolute is the sum of the absolute values, which the paper draws.
	Absolute Reduction = "absolute"
	// Signed is the sum.
	Signed Reduction = "signed"
	// Positive is the sum if that is above 0, else 0.
	Positive Reduction = "positive"
)

// Reductions lists them all.
var Reductions = []Reduction{Absolute, Signed, Positive}

// Reduce makes one number for each pixel of a map, which has the picture's shape or one
// value for each pixel.
func (p Picture) Reduce(values []float32, r Reduction) []float64 {
	if len(values) == p.Size() {
		p.Channels = 1
	}
	sums := make([]float64, p.Size())
	for i := range sums {
		for c := range p.Channels {
			v := float64(values[p.At(i, c)])
			if r == Absolute {
				v = math.Abs(v)
			}
			sums[i] += v
		}
		if r == Positive {
			sums[i] = max(0, sums[i])
		}
	}
	return sums
}
