package methods

import (
	"fmt"
	"math"

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
	Options: []*Choice{Baseline.Choice, Steps.Choice, Path.Choice, Tolerance.Choice},
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

// Auto is the value of Steps that takes as many points as Tolerance asks for: AutoSteps
// lists the numbers that are tried.
const Auto = -1

// AutoSteps are doubled from 25, which is little work, to where more points help no more.
var AutoSteps = []int{25, 50, 100, 200, 400, 800, 1600}

// Tolerance is the convergence delta, as a share of the score's difference, that is small
// enough for Auto.
var Tolerance = newOption(0.01, Choice{
	Name: "tolerance", Usage: "integrated gradients, --steps auto: the convergence delta to reach, as a `SHARE` of the score's difference",
	Meaning: "is the convergence delta to reach, as a share of the score's difference",
	idle:    func(v Values) bool { return Steps.Of(v) != Auto },
}, func(share float64, _ Values) error {
	if !(share > 0) || math.IsInf(share, 0) {
		return fmt.Errorf("tolerance %v is not a positive number", share)
	}
	return nil
})

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
	if n == Auto {
		n = AutoSteps[0]
	}
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
