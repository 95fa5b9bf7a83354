package methods

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
	"tfreeze/methods/serving"
)

// gradCAM adds up the channels of a layer's features, each weighted by the mean of the
// gradient over its pixels. What is negative becomes 0, and the largest value 1. In a
// frozen network the gradient is 0 at the layer's weak nodes. Selvaraju et al.,
// "Grad-CAM: Visual Explanations from Deep Networks via Gradient-Based Localization",
// 2017, eq. (1) and (2), as PAIR-code/saliency computes it.
var gradCAM = Method{
	Name: "grad_cam", Summary: "the last convolution's channels, weighted by their gradients", PerPixel: true, FromLayer: true,
	ZeroMeans: "the weighted sum of the layer's channels is positive nowhere",
	needs:     (*serving.Net).CheckFeatures,
	emit: func(n *serving.Net, s gr.Scope, _ serving.Arguments) (serving.Emission, error) {
		e, features := autodiff.Emitter{Scope: s}, n.BeforeFreezing()
		gradient, err := n.Arrived(features.Output)
		if err != nil {
			return serving.Emission{}, err
		}
		if gradient.IsZero() {
			gradient = e.ZerosLike(features.Output)
		}
		height, width, channels := features.Layout.Sides()
		weights := e.Reduce("Mean", gradient, e.Ints(int32(height+1), int32(width+1)), true)
		sum := asFloat(e, e.Reduce("Sum", e.Mul(weights, features.Output), e.Ints(int32(channels+1)), false))
		positive := e.Binary("Maximum", sum, e.Scalar(0, sum))
		largest := e.Reduce("Max", positive, e.Ints(1, 2), true)
		return serving.Emission{Attribution: n.ToPixelsMirrored(e, e.Binary("DivNoNan", positive, largest))}, nil
	},
}
