package methods

import (
	"cmp"
	"fmt"
	"slices"
)

// SmoothedPrefix begins the name of a method that is smoothed.
const SmoothedPrefix = "smoothed_"

// Smoothed is SmoothGrad over any method: the mean of its maps at noisy inputs, of their
// squares, or their variance. A frozen network keeps the thresholds and the mask of the
// input without noise. Smilkov et al., "SmoothGrad: Removing Noise by Adding Noise", 2017,
// as PAIR-code/saliency's GetSmoothedMask computes it; the variance is that of VarGrad.
//
// It is an error to smooth a method that draws numbers of its own.
func Smoothed(m Method) (Method, error) {
	if m.Smooths != nil || slices.Contains(m.Options, Seed.Choice) {
		return Method{}, fmt.Errorf("%s draws at random already: it cannot be smoothed", m.Name)
	}
	s := m
	s.Name, s.Summary = SmoothedPrefix+m.Name, "the maps of "+m.Name+" at noisy inputs, averaged"
	s.PointMethod, s.Smooths = cmp.Or(m.PointMethod, m.Name), &m
	s.Options = slices.DeleteFunc(slices.Concat(m.Options, noiseOptions, []*Choice{SmoothBy.Choice}), func(c *Choice) bool { return c == Tolerance.Choice })
	s.Paper, s.Exact, s.TimesInput = false, false, false
	s.ZeroMeans = "no single layer is the cause; the map is 0 at all noisy inputs, or the same"
	return s, nil
}

// SmoothBy says what is computed of the maps at noisy inputs.
var SmoothBy = newOption(BySquares, Choice{
	Name: "smooth_by", Usage: "--smooth: `WHAT` is computed of the maps at noisy inputs: squares (their mean), mean or variance",
	Names: []string{BySquares, ByMean, ByVariance},
}, nil)

// These are the values of SmoothBy.
const (
	BySquares  = "squares"
	ByMean     = "mean"
	ByVariance = "variance"
)

// Noisy are the noisy inputs at which a smoothed method's maps are averaged.
func Noisy(in Inputs, v Values) Points {
	p := noisy(in, v)
	p.Powers = []int{2}
	p.Of = func(_ int, means []float64) float64 { return means[0] }
	switch SmoothBy.Of(v) {
	case ByMean:
		p.Powers = []int{1}
	case ByVariance:
		p.Powers = []int{1, 2}
		p.Of = func(_ int, means []float64) float64 { return max(0, means[1]-means[0]*means[0]) }
	}
	return p
}
