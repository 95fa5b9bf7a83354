package methods

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
	"tfreeze/methods/serving"
)

// smoothGrad is the mean of the squared gradient over noisy inputs (the
// "magnitude" of PAIR-code/saliency), or of the gradient.
// Smilkov et al., "SmoothGrad: Removing Noise by Adding Noise", 2017.
var smoothGrad = Method{
	Name: "smoothgrad", Summary: "the mean squared gradient at noisy inputs", Paper: true, PointMethod: "grad",
	average: smoothed(nil),
}

// smoothed is the mean of the square of what the rules give, at noisy inputs.
func smoothed(rules autodiff.Override) *serving.Average {
	return &serving.Average{
		Rules: rules,
		Options: func(e autodiff.Emitter, n *serving.Net) map[string]serving.Option {
			return map[string]serving.Option{
				"samples": serving.NewOption(e, "samples", e.Int(DefaultSamples), "Greater", e.Int(0), "samples must be 1 or more"),
				"stdev":   serving.NewOption(e, "stdev", e.Scalar(DefaultStdev, n.Input), "GreaterEqual", e.Scalar(0, n.Input), "stdev must be 0 or more"),
				"seed":    serving.NewOption(e, "seed", e.Const("", gr.Tensor(nil, int64(0))), "", gr.Output{}, ""),
			}
		},
		Attribution: func(l *serving.Loop, options map[string]serving.Option) (gr.Output, error) {
			scale, noise := l.Spread(options["stdev"].Value), l.Normal(options["seed"].Value)
			mean, err := l.Mean(options["samples"].Value, true, func(body autodiff.Emitter, round gr.Output) gr.Output {
				return body.Add(body.Mul(noise(body, round), scale), l.Input)
			})
			if err != nil {
				return gr.Output{}, err
			}
			return l.To(mean, gr.Float), nil
		},
	}
}
