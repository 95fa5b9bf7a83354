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
	Name: "integrated_gradients", Summary: "the gradient along the way from a baseline", Paper: true, PointMethod: "grad", TimesInput: true,
	Options: []*Choice{Baseline.Choice, Steps.Choice, Path.Choice},
	average: &average{
		emit: func(l *serving.Loop, a serving.Arguments) (gr.Output, error) {
			baseline := l.To(Baseline.Argument(a), gr.Double)
			way := l.Sub(l.To(l.Input, gr.Double), baseline)
			total := l.To(Steps.Argument(a), gr.Double)
			means, err := l.Means(Steps.Argument(a), []int{1}, func(body autodiff.Emitter, round gr.Output) gr.Output {
				alpha := body.Div(body.To(body.Add(round, body.Int(1)), gr.Double), total)
				return body.To(body.Add(baseline, body.Mul(alpha, way)), gr.Float)
			})
			if err != nil {
				return gr.Output{}, err
			}
			return l.To(l.Mul(means[0], way), gr.Float), nil
		},
		points: func(in Inputs, v Values) Points {
			baseline := in.baseline
			alphas, weights := path(v)
			way := func(i int) float64 { return float64(in.X[i]) - baseline(i) }
			return Points{
				N: len(alphas), Along: alphas, Weights: weights, Powers: []int{1},
				Write: func(k int, into []float32) error {
					for i := range into {
						into[i] = float32(baseline(i) + alphas[k]*way(i))
					}
					return nil
				},
				Of: func(i int, means []float64) float64 { return means[0] * way(i) },
			}
		},
	},
}

// These are the values of Path.
const (
	// Right takes alpha = k/steps, k = 1..steps, as DeepExplain does.
	Right = "right"
	// Endpoints takes steps points from alpha = 0 to 1, both included, as
	// PAIR-code/saliency does.
	Endpoints = "endpoints"
	// GaussLegendre takes the points and the weights of Gauss-Legendre quadrature, as
	// captum does.
	GaussLegendre = "gauss_legendre"
)

// path returns the points of the path, where 0 is the baseline and 1 the input, and their
// weights; nil if all are the same.
func path(v Values) (alphas, weights []float64) {
	n := Steps.Of(v)
	if Path.Of(v) == GaussLegendre {
		return gaussLegendre(n)
	}
	alphas = make([]float64, n)
	for k := range alphas {
		if Path.Of(v) == Endpoints {
			alphas[k] = float64(k) / float64(n-1)
		} else {
			alphas[k] = float64(k+1) / float64(n)
		}
	}
	return alphas, nil
}
