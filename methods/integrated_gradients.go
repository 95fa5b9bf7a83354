package methods

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
	"tfreeze/methods/serving"
)

// integratedGradients is (x - b) times the mean of the gradient at the points
// b + alpha (x - b), alpha = k/steps, k = 1..steps.
// Sundararajan, Taly, Yan, "Axiomatic Attribution for Deep Networks", 2017,
// eq. (3).
var integratedGradients = Method{
	Name: "integrated_gradients", Summary: "the gradient along the way from a baseline", Paper: true,
	PointMethod: "grad", Baseline: true, TimesInput: true,
	average: &serving.Average{
		Options: func(e autodiff.Emitter, n *serving.Net) map[string]serving.Option {
			baseline := serving.Parameter(e.Scope, "baseline", e.Scalar(0, n.Input))
			return map[string]serving.Option{
				"steps":    serving.NewOption(e, "steps", e.Int(DefaultSteps), "Greater", e.Int(0), "steps must be 1 or more"),
				"baseline": {Placeholder: baseline, Value: baseline},
			}
		},
		Attribution: func(l *serving.Loop, options map[string]serving.Option) (gr.Output, error) {
			steps := options["steps"].Value
			baseline := l.To(options["baseline"].Value, gr.Double)
			way := l.Sub(l.To(l.Input, gr.Double), baseline)
			total := l.To(steps, gr.Double)
			mean, err := l.Mean(steps, false, func(body autodiff.Emitter, round gr.Output) gr.Output {
				alpha := body.Div(body.To(body.Add(round, body.Int(1)), gr.Double), total)
				return body.To(body.Add(baseline, body.Mul(alpha, way)), gr.Float)
			})
			if err != nil {
				return gr.Output{}, err
			}
			return l.To(l.Mul(mean, way), gr.Float), nil
		},
	},
}
