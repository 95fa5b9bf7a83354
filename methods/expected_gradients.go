package methods

import (
	"fmt"
	"math"
	"slices"
)

// expectedGradients is the mean over draws of (x' - b) times the gradient at b + alpha
// (x' - b): b is one of the baselines, alpha is uniform in 0..1, and x' is the input, with
// noise if DrawStdev asks for some. Erion et al., "Improving Performance of Deep Learning
// Models with Axiomatic Attribution Priors and Expected Gradients", 2021, as captum's
// GradientShap computes it.
var expectedGradients = Method{
	Name: "expected_gradients", Summary: "the gradient on ways from baselines, at random", PointMethod: "grad", TimesInput: true, DrawsBaselines: true,
	Options: []*Choice{Baseline.Choice, Draws.Choice, DrawStdev.Choice, Seed.Choice},
	procedure: &procedure{
		runs:      func(_ Inputs, v Values) int { return Draws.Of(v) },
		attribute: expected,
	},
}

// Draws is the number of draws of expected gradients.
var Draws = newOption(5, Choice{
	Name: "draws", Usage: "expected gradients: `N` draws of a baseline and a point on the way from it", Meaning: "is the number of draws",
}, atLeastOne("draws"))

// DrawStdev is the standard deviation of the noise on the input, as a share of its range.
var DrawStdev = newOption(0.0, Choice{
	Name: "draw_stdev", Usage: "expected gradients: `SD` of the noise on the input, as a share of its range",
	Meaning: "is the standard deviation of the noise on the input, as a share of its range",
}, func(sd float64, _ Values) error {
	if !(sd >= 0) || math.IsInf(sd, 0) {
		return fmt.Errorf("draw_stdev %v is not a number of 0 or more", sd)
	}
	return nil
})

func expected(at Evaluator, in Inputs, v Values) ([]float32, error) {
	sums, n := make([]float64, len(in.X)), Draws.Of(v)
	for k := range n {
		d, err := in.draw(k, v)
		if err != nil {
			return nil, err
		}
		gradients, err := at.Gradients(1, func(_ int, into []float32) error {
			for i := range into {
				b := d.baseline(i)
				into[i] = float32(b + d.alpha*(d.x(i)-b))
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		for i, g := range gradients[0] {
			sums[i] += (d.x(i) - d.baseline(i)) * float64(g)
		}
	}
	values := make([]float32, len(sums))
	for i, sum := range sums {
		values[i] = float32(sum / float64(n))
	}
	return values, nil
}

// A drawing is the k-th draw: the inputs with noise, their baselines, and the place of the
// point on the way.
type drawing struct {
	x, baseline func(i int) float64
	alpha       float64
}

// draw draws for all inputs of a batch alike. Numbers 2k and 2k + 1 of the seed's uniform
// samples are the point's place and the baseline, and number k of the normal ones the noise.
func (in Inputs) draw(k int, v Values) (drawing, error) {
	place, err := in.share(Seed.Of(v), uint64(2*k))
	if err != nil {
		return drawing{}, err
	}
	which, err := in.share(Seed.Of(v), uint64(2*k+1))
	if err != nil {
		return drawing{}, err
	}
	of := in
	if len(in.Baselines) > 0 {
		of.Baseline = in.Baselines[int(which*float64(len(in.Baselines)))]
	}
	noise, err := in.spread(k, v)
	x := func(i int) float64 { return float64(in.X[i]) + noise(i) }
	return drawing{x, of.baseline, place}, err
}

// share draws a number of 0 or more and less than 1.
func (in Inputs) share(seed, k uint64) (float64, error) {
	numbers := make([]float32, in.Size)
	err := in.Uniform(seed, k, numbers)
	return float64(numbers[0]), err
}

// spread draws noise, scaled to the range of each input.
func (in Inputs) spread(k int, v Values) (func(i int) float64, error) {
	sd := DrawStdev.Of(v)
	if sd == 0 {
		return func(int) float64 { return 0 }, nil
	}
	noise := make([]float32, in.Size)
	if err := in.Normal(Seed.Of(v), uint64(k), noise); err != nil {
		return nil, err
	}
	var stdevs []float64
	for x := range slices.Chunk(in.X, in.Size) {
		stdevs = append(stdevs, sd*(float64(slices.Max(x))-float64(slices.Min(x))))
	}
	return func(i int) float64 { return stdevs[i/in.Size] * float64(noise[i%in.Size]) }, nil
}
