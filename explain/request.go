package explain

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"tfreeze/internal/nearest"
	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// A Request says which attributions of an input are wanted. NewRequest gives
// the defaults of the original experiment.
type Request struct {
	Methods  []methods.Method
	Variants []serving.Variant
	// Percentile of the positive activations, 0..100, that is each layer's
	// threshold.
	Percentile float64
	// Target is the class to explain; -1 is the one with the highest score.
	Target int
	// Steps of integrated gradients, and where on the way they are.
	Steps int
	Path  Path
	// Samples of SmoothGrad; the noise's standard deviation is Stdev times the
	// range of the input.
	Samples int
	Stdev   float64
	// Seed of the noise. Noise, if not nil, is used in its place: samples of the
	// input's shape, one after the other.
	Seed  uint64
	Noise []float32
	// Signed averages SmoothGrad's gradients, not their squares.
	Signed bool
	// Baseline has the input's shape; nil is zero.
	Baseline []float32
	// Epsilon of eps-LRP.
	Epsilon float64
	// Parallel is how many points of a path are under way at once; it bounds the
	// memory, and does not change a bit of the result.
	Parallel int
	// Each, if not nil, is handed every attribution as soon as it is there, with
	// the result so far; its error ends the work.
	Each func(*Result, Attribution) error
	// Progress, if not nil, is told how many of the network's runs are done.
	Progress func(done, total int)
}

// Path says which points integrated gradients takes between baseline and input.
type Path string

const (
	// Right takes alpha = k/steps, k = 1..steps, as DeepExplain does.
	Right Path = "right"
	// Endpoints takes steps points from alpha = 0 to 1, both included, as
	// PAIR-code/saliency does.
	Endpoints Path = "endpoints"
)

// PathNames lists what a Path may be.
func PathNames() []string { return []string{string(Right), string(Endpoints)} }

// NewRequest returns the defaults: the paper's six methods, plain and frozen by
// threshold.
func NewRequest() Request {
	six, _ := methods.Select([]string{"all"})
	return Request{
		Methods: six, Variants: []serving.Variant{serving.Plain, serving.Threshold}, Percentile: serving.DefaultPercentile, Target: -1,
		Steps: methods.DefaultSteps, Path: Right, Samples: methods.DefaultSamples, Stdev: methods.DefaultStdev, Epsilon: methods.DefaultEpsilon, Parallel: 2,
	}
}

// Check finds a request that has no answer, whatever the input.
func (r *Request) Check() error {
	switch {
	case len(r.Methods) == 0:
		return fmt.Errorf("no method is asked for")
	case len(r.Variants) == 0:
		return fmt.Errorf("no variant is asked for")
	case slices.ContainsFunc(r.Variants, func(v serving.Variant) bool { return !slices.Contains(serving.Variants, v) }):
		return fmt.Errorf("one of the variants %q is unknown; there are %s", r.Variants, strings.Join(serving.VariantNames(), ", "))
	case !(r.Percentile >= 0 && r.Percentile <= 100):
		return fmt.Errorf("percentile %v is not in 0..100", r.Percentile)
	case r.Steps < 1:
		return fmt.Errorf("%d steps: at least 1 is needed", r.Steps)
	case r.Path != Right && r.Path != Endpoints:
		return nearest.Unknown("path", string(r.Path), PathNames())
	case r.Path == Endpoints && r.Steps < 2:
		return fmt.Errorf("%d steps: a path with both endpoints needs at least 2", r.Steps)
	case r.Samples < 1:
		return fmt.Errorf("%d samples: at least 1 is needed", r.Samples)
	case !(r.Stdev >= 0) || math.IsInf(r.Stdev, 0):
		return fmt.Errorf("standard deviation %v is not a number of 0 or more", r.Stdev)
	case !(r.Epsilon > 0) || math.IsInf(r.Epsilon, 0):
		return fmt.Errorf("epsilon %v is not a positive number", r.Epsilon)
	case r.Parallel < 1:
		return fmt.Errorf("%d points at once: at least 1 is needed", r.Parallel)
	}
	return nil
}

// fits finds arrays that do not go with inputs of that many elements.
func (r *Request) fits(elements int) error {
	switch {
	case r.Baseline != nil && len(r.Baseline) != elements:
		return fmt.Errorf("the baseline has %d elements, the input %d", len(r.Baseline), elements)
	case r.Noise != nil && (len(r.Noise) == 0 || len(r.Noise)%elements != 0):
		return fmt.Errorf("the noise has %d elements, which is no multiple of the input's %d", len(r.Noise), elements)
	}
	return nil
}

// Alphas are the points of the path, 0 at the baseline and 1 at the input.
func (r *Request) Alphas() []float64 {
	alphas := make([]float64, r.Steps)
	for k := range alphas {
		if r.Path == Endpoints {
			alphas[k] = float64(k) / float64(r.Steps-1)
		} else {
			alphas[k] = float64(k+1) / float64(r.Steps)
		}
	}
	return alphas
}

// samples is how many noisy inputs SmoothGrad takes.
func (r *Request) samples(elements int) int {
	if r.Noise != nil {
		return len(r.Noise) / elements
	}
	return r.Samples
}
