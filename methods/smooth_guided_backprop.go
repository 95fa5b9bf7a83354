package methods

import "tfreeze/methods/autodiff"

// smoothGuidedBackprop is smoothGrad with the rule of guidedBackprop.
var smoothGuidedBackprop = Method{
	Name: "smooth_guided_backprop", Summary: "the mean squared guided gradient at noisy inputs", Local: true,
	PointMethod: "guided_backprop", Options: smoothedOptions, passes: guidedBackprop.passes,
	average: smoothed(autodiff.AtActivations(guidedRule)),
}
