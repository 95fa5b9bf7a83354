package methods

import (
	"fmt"
	"math"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
	"tfreeze/methods/serving"
)

// fem marks, in each channel of a layer's features, the pixels whose value is more than
// Sigmas standard deviations above the channel's mean, and adds up the channels' means
// where they are marked. It asks for no gradient, and so for no class. Fuad, Martin,
// Giot, Bourqui, Benois-Pineau, Zemmari, "Features Understanding in 3D CNNs for Actions
// Recognition in Video", 2020, eq. (1) to (3).
var fem = Method{
	Name: "fem", Summary: "where the last convolution's channels stand out", PerPixel: true, FromLayer: true,
	Options:   []*Choice{Sigmas.Choice},
	ZeroMeans: "no pixel of the layer stands out from the mean of its channel",
	needs:     (*serving.Net).CheckFeatures,
	emit: func(n *serving.Net, s gr.Scope, a serving.Arguments) (serving.Emission, error) {
		e, features := autodiff.Emitter{Scope: s}, n.Features
		height, width, channels := features.Layout.Sides()
		pixels := e.Ints(int32(height+1), int32(width+1))
		mean := e.Reduce("Mean", features.Output, pixels, true)
		above := e.Sub(features.Output, mean)
		deviation := e.Unary("Sqrt", e.Reduce("Mean", e.Unary("Square", above), pixels, true))
		marked := e.Compare("Greater", above, e.Mul(e.InTypeOf(Sigmas.Argument(a), above), deviation))
		means := e.SelectV2(marked, mean, e.Scalar(0, mean))
		sum := e.Reduce("Sum", means, e.Ints(int32(channels+1)), false)
		return serving.Emission{Attribution: n.ToPixels(e, sum)}, nil
	},
}

// Sigmas is by how many standard deviations a pixel of a channel must be above the mean.
var Sigmas = newOption(2.0, Choice{
	Name: "sigmas", Usage: "FEM: mark what is more than `K` standard deviations above a channel's mean",
	Meaning: "is by how many standard deviations a pixel stands out",
	Served:  &serving.Parameter{Text: "sigmas must be 0 or more", Bounds: []serving.Bound{{Op: "GreaterEqual", Value: 0}}},
}, func(k float64, _ Values) error {
	if !(k >= 0) || math.IsInf(k, 0) {
		return fmt.Errorf("%v sigmas: give a number of 0 or more", k)
	}
	return nil
})
