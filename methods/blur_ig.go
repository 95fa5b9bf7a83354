package methods

import (
	"fmt"
	"math"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/gaussian"
	"tfreeze/methods/serving"
)

// blurIG integrates the gradient along a path on which the input grows sharp: minus the
// sum over sigma of dsigma (d blur/d sigma) dx, where blur is Gaussian, of the
// standard deviation sigma in pixels, with zeros around the image. Xu, Venugopalan,
// Sundararajan, "Attribution in Scale and Space", 2020, as PAIR-code/saliency computes
// it.
var blurIG = Method{
	Name: "blur_ig", Summary: "the gradient along a path from blurred to sharp", PointMethod: "grad",
	Options: []*Choice{Steps.Choice, MaxSigma.Choice},
	procedure: &procedure{
		runs:      func(_ Inputs, v Values) int { return Steps.Of(v) },
		attribute: blurredPaths,
		emit:      emitBlurred,
	},
}

// MaxSigma is the standard deviation of the blur at which the path of Blur IG begins.
var MaxSigma = newOption(50.0, Choice{
	Name: "max_sigma", Usage: "Blur IG: `SD` of the strongest blur, in pixels", Meaning: "is the standard deviation of the strongest blur, in pixels",
	Served: &serving.Parameter{Type: gr.Float, Text: "max_sigma must be more than 0", Bounds: []serving.Bound{{Op: "Greater", Value: 0}}},
}, func(sigma float64, _ Values) error {
	if !(sigma > 0) || math.IsInf(sigma, 0) {
		return fmt.Errorf("max_sigma %v is not a positive number", sigma)
	}
	return nil
})

// sigmaStep is the difference of sigmas by which saliency takes the derivative of a
// blurred input.
const sigmaStep = 0.01

func blurredPaths(at Evaluator, in Inputs, v Values) ([]float32, error) {
	of, err := in.image()
	if err != nil {
		return nil, err
	}
	steps, sum := Steps.Of(v), make([]float64, len(in.X))
	for k := range steps {
		sigma := float64(k) * MaxSigma.Of(v) / float64(steps)
		next := float64(k+1) * MaxSigma.Of(v) / float64(steps)
		blurred := of.blurred(in.X, sigma, gaussian.Zeros)
		further := of.blurred(in.X, sigma+sigmaStep, gaussian.Zeros)
		gradients, err := at.Gradients(1, func(_ int, into []float32) error {
			copy(into, blurred)
			return nil
		})
		if err != nil {
			return nil, err
		}
		for i, d := range gradients[0] {
			sum[i] -= (next - sigma) * float64((further[i]-blurred[i])/sigmaStep*d)
		}
	}
	values := make([]float32, len(sum))
	for i, s := range sum {
		values[i] = float32(s)
	}
	return values, nil
}
