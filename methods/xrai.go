package methods

import (
	"fmt"
	"math"
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/gaussian"
	"tfreeze/internal/segments"
)

// xrai ranks the segments of an image by the density of their attributions, and gives the
// pixels of each the mean of their attributions. These are the mean of integrated
// gradients from two baselines, the image's least and greatest value everywhere, at
// evenly spaced points with both ends, or from the blurred image; of a pixel's channels the
// greatest counts.
// Kapishnikov, Bolukbasi, Viégas, Terry, "XRAI: Better Attributions Through Regions",
// 2019, algorithm 1, as PAIR-code/saliency computes it.
var xrai = Method{
	Name: "xrai", Summary: "the segments whose pixels matter most", PointMethod: "grad", PerPixel: true,
	Options:   []*Choice{Steps.Choice, Segments.Choice, Area.Choice, FromBlur.Choice},
	ZeroMeans: "the image has one value everywhere, or no segment has an attribution",
	procedure: &procedure{
		runs:      func(_ Inputs, v Values) int { return paths(v) * Steps.Of(v) },
		attribute: rankedSegments,
	},
}

// Segments says how the segments of XRAI are ranked.
var Segments = newOption(Full, Choice{
	Name: "segments", Usage: "XRAI: rank segments `HOW`: full (by what each adds to those before it) or fast (once)",
	Names: []string{Full, Fast},
}, nil)

// Area is the share of the image at which full ranking stops. All other pixels are one
// segment then.
var Area = newOption(1.0, Choice{
	Name: "area", Usage: "XRAI, full ranking: stop once segments cover more than that `SHARE` of the image; the rest is one segment",
	Meaning: "is the share of the image at which ranking stops",
	idle:    func(v Values) bool { return Segments.Of(v) == Fast },
}, checkShare("area"))

// FromBlur is the standard deviation of the blurred image at which paths begin, in pixels.
// 0 begins at the image's least and greatest value.
var FromBlur = newOption(0.0, Choice{
	Name: "from_blur", Usage: "XRAI: begin paths at the image blurred with that `SD`, in pixels; 0 begins at its least and at its greatest value",
	Meaning: "is the standard deviation of the blurred image at which paths begin, in pixels",
}, func(sigma float64, _ Values) error {
	if !(sigma >= 0) || math.IsInf(sigma, 0) {
		return fmt.Errorf("from_blur %v is not a number of 0 or more", sigma)
	}
	return nil
})

// These are the values of Segments.
const (
	// Full ranks after each segment those that are left, by the pixels that they add.
	Full = "full"
	// Fast ranks segments once, by all of their pixels.
	Fast = "fast"
)

// atOnce is how many gradients are held in memory.
const atOnce = 8

// minAdded is how many pixels a segment must add to be taken.
const minAdded = 50

func rankedSegments(at Evaluator, in Inputs, v Values) ([]float32, error) {
	of, err := in.image()
	if err != nil {
		return nil, err
	}
	if len(in.Shape) < 2 {
		return nil, fmt.Errorf("the inputs have shape %v, which is no image", gr.Shape(in.Shape))
	}
	sums, err := alongPaths(at, in, starts(of, in, v), Steps.Of(v))
	if err != nil {
		return nil, err
	}
	var all []float32
	for from := 0; from < len(in.X); from += in.Size {
		density := of.greatest(sums[from : from+in.Size])
		found := segments.Of(of.upright(in.X[from : from+in.Size]))
		if Segments.Of(v) == Fast {
			all = append(all, rankedOnce(density, found)...)
		} else {
			all = append(all, ranked(density, found, Area.Of(v))...)
		}
	}
	return all, nil
}

// paths is how many paths there are.
func paths(v Values) int {
	if FromBlur.Of(v) > 0 {
		return 1
	}
	return 2
}

// starts are where the paths begin.
func starts(of image, in Inputs, v Values) [][]float32 {
	if sigma := FromBlur.Of(v); sigma > 0 {
		return [][]float32{of.blurred(in.X, sigma, gaussian.Mirror)}
	}
	return [][]float32{in.end(0), in.end(1)}
}

// alongPaths is the mean of integrated gradients from several baselines.
func alongPaths(at Evaluator, in Inputs, baselines [][]float32, steps int) ([]float64, error) {
	mean := make([]float64, len(in.X))
	for _, baseline := range baselines {
		for from := 0; from < steps; from += atOnce {
			gradients, err := at.Gradients(min(atOnce, steps-from), func(k int, into []float32) error {
				alpha := float64(from+k) / float64(max(1, steps-1))
				for i, x := range in.X {
					b := float64(baseline[i])
					into[i] = float32(b + alpha*(float64(x)-b))
				}
				return nil
			})
			if err != nil {
				return nil, err
			}
			for _, dx := range gradients {
				for i, d := range dx {
					way := float64(in.X[i]) - float64(baseline[i])
					mean[i] += float64(d) * way / float64(len(baselines)*steps)
				}
			}
		}
	}
	return mean, nil
}

// end is the least value of each input, or the greatest, everywhere.
func (in Inputs) end(greatest int) []float32 {
	everywhere := make([]float32, 0, len(in.X))
	for x := range slices.Chunk(in.X, in.Size) {
		value := slices.Min(x)
		if greatest == 1 {
			value = slices.Max(x)
		}
		everywhere = append(everywhere, slices.Repeat([]float32{value}, in.Size)...)
	}
	return everywhere
}

// greatest is, for each pixel of an image, the greatest of its channels.
func (of image) greatest(x []float64) []float64 {
	pixels := make([]float64, of.height*of.width)
	for i := range pixels {
		pixels[i] = math.Inf(-1)
		for c := range of.channels {
			pixels[i] = max(pixels[i], x[of.pixel(i)+c*of.deep])
		}
	}
	return pixels
}

// pixel is the first element of the i-th pixel.
func (of image) pixel(i int) int { return i/of.width*of.down + i%of.width*of.right }

// upright is an image in the order of rows, columns and channels.
func (of image) upright(x []float32) segments.Image {
	im := segments.Image{Height: of.height, Width: of.width, Channels: of.channels}
	for i := range of.height * of.width {
		for c := range of.channels {
			im.Data = append(im.Data, x[of.pixel(i)+c*of.deep])
		}
	}
	return im
}
