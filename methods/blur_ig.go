package methods

import (
	"fmt"
	"math"
	"sync"
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
	},
}

// MaxSigma is the standard deviation of the blur at which the path of Blur IG begins.
var MaxSigma = newOption(50.0, Choice{
	Name: "max_sigma", Usage: "Blur IG: `SD` of the strongest blur, in pixels", Meaning: "is the standard deviation of the strongest blur, in pixels",
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
		blurred := of.blurred(in.X, sigma)
		further := of.blurred(in.X, sigma+sigmaStep)
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

// blurred returns images convolved with a Gaussian along both sides, as SciPy's
// gaussian_filter with mode "constant" has it: cut off at four standard deviations,
// with sums in float64 and float32 between.
func (of image) blurred(x []float32, sigma float64) []float32 {
	if sigma == 0 {
		return x
	}
	kernel := gaussian(sigma)
	blurred := append([]float32(nil), x...)
	var wait sync.WaitGroup
	size := of.height * of.width * of.channels
	for from := 0; from < len(x); from += size {
		for c := range of.channels {
			wait.Go(func() { of.blur(blurred[from+c*of.deep:], kernel) })
		}
	}
	wait.Wait()
	return blurred
}

// blur convolves a channel, one side after the other.
func (of image) blur(channel []float32, kernel []float64) {
	for x := range of.width {
		convolve(channel[x*of.right:], of.height, of.down, kernel)
	}
	for y := range of.height {
		convolve(channel[y*of.down:], of.width, of.right, kernel)
	}
}

// gaussian is the right half of the kernel, whose whole sum is 1.
func gaussian(sigma float64) []float64 {
	kernel := make([]float64, int(4*sigma+0.5)+1)
	sum := 0.0
	for i := range kernel {
		kernel[i] = math.Exp(-0.5 / (sigma * sigma) * float64(i*i))
		sum += kernel[i]
	}
	sum = 2*sum - kernel[0]
	for i := range kernel {
		kernel[i] /= sum
	}
	return kernel
}

// convolve convolves n elements, apart from each other, with a symmetric kernel.
func convolve(x []float32, n, apart int, kernel []float64) {
	reach := len(kernel) - 1
	line := make([]float64, n+2*reach)
	for i := range n {
		line[reach+i] = float64(x[i*apart])
	}
	for i := range n {
		at := reach + i
		sum := line[at] * kernel[0]
		for k := min(reach, max(i, n-1-i)); k > 0; k-- {
			sum += (line[at-k] + line[at+k]) * kernel[k]
		}
		x[i*apart] = float32(sum)
	}
}
