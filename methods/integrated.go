package methods

import gr "tfreeze/graphrewrite"

// integratedGradients is (x - b) times the mean of the gradient at the points
// b + alpha (x - b), alpha = k/steps, k = 1..steps.
// Sundararajan, Taly, Yan, "Axiomatic Attribution for Deep Networks", 2017,
// eq. (3).
var integratedGradients = Method{
	Name: "integrated_gradients", Summary: "the gradient along the way from a baseline", Paper: true,
	PointMethod: "grad", Baseline: true, TimesInput: true,
	average: &average{
		options: func(e emit, n *Net) map[string]option {
			baseline := parameter(e.Scope, "baseline", e.scalar(0, n.Input))
			return map[string]option{
				"steps":    e.option("steps", e.int(DefaultSteps), "Greater", e.int(0), "steps must be 1 or more"),
				"baseline": {baseline, baseline},
			}
		},
		attribution: func(l *loop, options map[string]option) (gr.Output, error) {
			steps := options["steps"].value
			baseline := l.to(options["baseline"].value, gr.Double)
			way := l.sub(l.to(l.Input, gr.Double), baseline)
			total := l.to(steps, gr.Double)
			mean, err := l.mean(steps, false, func(body emit, round gr.Output) gr.Output {
				alpha := body.div(body.to(body.add(round, body.int(1)), gr.Double), total)
				return body.to(body.add(baseline, body.mul(alpha, way)), gr.Float)
			})
			if err != nil {
				return gr.Output{}, err
			}
			return l.to(l.mul(mean, way), gr.Float), nil
		},
	},
}
