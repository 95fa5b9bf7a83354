package methods

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
	"tfreeze/methods/serving"
)

// smoothGrad is the mean over noisy inputs of the squared gradient (the "magnitude" of
// PAIR-code/saliency) or of the gradient. Smilkov et al., "SmoothGrad: Removing Noise
// by Adding Noise", 2017.
var smoothGrad = Method{
	Name: "smoothgrad", Summary: "the mean squared gradient at noisy inputs", Paper: true, Local: true, PointMethod: "grad",
	Options: smoothedOptions, average: smoothed(nil),
}

var smoothedOptions = append(noiseOptions, Signed.Choice)

// smoothed averages the squared gradient, by the given rules, over noisy inputs.
func smoothed(rules autodiff.Override) *average {
	return &average{
		rules: rules,
		emit: func(l *serving.Loop, a serving.Arguments) (gr.Output, error) {
			means, err := l.Means(Samples.Argument(a), []int{2}, emitNoisy(l, a))
			if err != nil {
				return gr.Output{}, err
			}
			return l.To(means[0], gr.Float), nil
		},
		points: func(in Inputs, v Values) Points {
			p := noisy(in, v)
			p.Powers = []int{2}
			if Signed.Of(v) {
				p.Powers = []int{1}
			}
			p.Of = func(_ int, means []float64) float64 { return means[0] }
			return p
		},
	}
}
