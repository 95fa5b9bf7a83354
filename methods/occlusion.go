package methods

import (
	"fmt"

	"tfreeze/methods/serving"
)

// occlusion slides a window of zeros over the input. To each pixel it gives the sum of
// what the score falls by under the windows that cover it. Zeiler, Fergus, "Visualizing
// and Understanding Convolutional Networks", 2014, as PAIR-code/saliency computes it;
// with MeanDrop as marcoancona/DeepExplain does.
var occlusion = Method{
	Name: "occlusion", Summary: "what the score falls by under a window of zeros", PointMethod: "grad",
	Options:   []*Choice{Window.Choice, Stride.Choice, MeanDrop.Choice},
	ZeroMeans: "the score is the same under all windows",
	procedure: &procedure{
		runs: func(in Inputs, v Values) int {
			of, _ := in.image()
			return 1 + len(of.windows(v))
		},
		attribute: occluded,
		emit:      emitOccluded,
	},
}

// Window is the side of the window, in pixels.
var Window = newOption(15, Choice{
	Name: "window", Usage: "occlusion: the window's side, in `PIXELS`", Meaning: "is the window's side, in pixels",
	Served: &serving.Parameter{Text: "window must be 1 or more", Bounds: []serving.Bound{{Op: "Greater", Value: 0}}},
}, atLeastOne("window"))

// Stride is how far the window moves.
var Stride = newOption(1, Choice{
	Name: "stride", Usage: "occlusion: the window moves by `PIXELS`", Meaning: "is by how many pixels the window moves",
	Served: &serving.Parameter{Text: "stride must be 1 or more", Bounds: []serving.Bound{{Op: "Greater", Value: 0}}},
}, atLeastOne("stride"))

// MeanDrop averages over the windows that cover a pixel, and shares out each window's
// fall among its elements.
var MeanDrop = newOption(false, Choice{
	Name: "mean_drop", Usage: "occlusion: average over windows, and share a fall out among a window's elements, as DeepExplain does",
	Meaning: "averages over windows, and shares a fall out among a window's elements",
	Served:  &serving.Parameter{},
}, nil)

func atLeastOne(name string) func(int, Values) error {
	return func(n int, _ Values) error {
		if n < 1 {
			return fmt.Errorf("%s %d: at least 1 is needed", name, n)
		}
		return nil
	}
}

// windows lists the upper left corners of all windows that lie within an image.
func (of image) windows(v Values) (corners [][2]int) {
	side, stride := Window.Of(v), Stride.Of(v)
	for y := 0; y <= of.height-min(side, of.height); y += stride {
		for x := 0; x <= of.width-min(side, of.width); x += stride {
			corners = append(corners, [2]int{y, x})
		}
	}
	return corners
}

// under yields the elements of an image that a window covers.
func (of image) under(corner [2]int, side int) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for y := corner[0]; y < min(corner[0]+side, of.height); y++ {
			for x := corner[1]; x < min(corner[1]+side, of.width); x++ {
				for c := range of.channels {
					if !yield(y*of.down + x*of.right + c*of.deep) {
						return
					}
				}
			}
		}
	}
}

func occluded(at Evaluator, in Inputs, v Values) ([]float32, error) {
	of, err := in.image()
	if err != nil {
		return nil, err
	}
	corners, side := of.windows(v), Window.Of(v)
	scores, err := at.Scores(1+len(corners), func(k int, into []float32) error {
		copy(into, in.X)
		if k == 0 {
			return nil
		}
		for from := 0; from < len(into); from += in.Size {
			for i := range of.under(corners[k-1], side) {
				into[from+i] = 0
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return of.drops(in, v, corners, scores), nil
}

// drops adds up the falls of the score below scores[0] under all windows.
func (of image) drops(in Inputs, v Values, corners [][2]int, scores [][]float32) []float32 {
	values, covered := make([]float32, len(in.X)), make([]float32, in.Size)
	for k, corner := range corners {
		for i := range of.under(corner, Window.Of(v)) {
			covered[i]++
			for input, score := range scores[0] {
				values[input*in.Size+i] += score - scores[k+1][input]
			}
		}
	}
	if !MeanDrop.Of(v) {
		return values
	}
	size := float32(min(Window.Of(v), of.height) * min(Window.Of(v), of.width) * of.channels)
	for i := range values {
		if n := covered[i%in.Size]; n > 0 {
			values[i] /= n * size
		}
	}
	return values
}
