package methods

import (
	"fmt"
	"math"
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/serving"
)

// These options belong to several methods. An option of a single method is declared in
// its file. The defaults are those of the original experiment.
var (
	// Percentile is the percentile of a layer's positive activations that is its
	// threshold, 0..100.
	Percentile = newOption(80.0, Choice{
		Name: "percentile", Usage: "freeze below the `P`-th percentile of a layer's positive activations",
		Meaning: "of a layer's positive activations is its threshold, 0..100", Freezing: true,
		Served: &serving.Parameter{
			Type: gr.Float, Text: "percentile must be in 0..100",
			Bounds: []serving.Bound{{Op: "GreaterEqual", Value: 0}, {Op: "LessEqual", Value: 100}},
		},
	}, func(p float64, _ Values) error {
		if !(p >= 0 && p <= 100) {
			return fmt.Errorf("percentile %v is not in 0..100", p)
		}
		return nil
	})

	// Steps is the number of points of integrated gradients.
	Steps = newOption(100, Choice{
		Name: "steps", Usage: "integrated gradients, Blur IG, XRAI: `N` points", Meaning: "is the number of points on the way from the baseline",
		Served: &serving.Parameter{Text: "steps must be 1 or more", Bounds: []serving.Bound{{Op: "Greater", Value: 0}}},
		otherwise: func(v Values) any {
			if v.chosen[pathName] == GaussLegendre {
				return gaussSteps
			}
			return nil
		},
		Words: map[string]int{"auto": Auto}, WordUsage: "; auto: as many as bring integrated gradients' convergence delta under --tolerance",
	}, func(n int, _ Values) error {
		if n < 1 && n != Auto {
			return fmt.Errorf("%d steps: at least 1 is needed", n)
		}
		return nil
	})

	// Path says where those points are: Right, Endpoints or GaussLegendre.
	Path = newOption(Right, Choice{
		Name: pathName, Usage: "integrated gradients: `WHERE` the points are: right (k/N, k=1..N), endpoints (both ends) or gauss_legendre (quadrature; 50 points unless --steps says otherwise)",
		Names: []string{Right, Endpoints, GaussLegendre},
	}, func(path string, all Values) error {
		if n := Steps.Of(all); path == Endpoints && n < 2 && n != Auto {
			return fmt.Errorf("%d steps: a path with both endpoints needs at least 2", n)
		}
		return nil
	})

	// Samples is the number of noisy inputs.
	Samples = newOption(25, Choice{
		Name: "samples", Usage: "SmoothGrad: `N` noisy inputs", Meaning: "is the number of noisy inputs",
		Served: &serving.Parameter{Text: "samples must be 1 or more", Bounds: []serving.Bound{{Op: "Greater", Value: 0}}},
	}, func(n int, _ Values) error {
		if n < 1 {
			return fmt.Errorf("%d samples: at least 1 is needed", n)
		}
		return nil
	})

	// Stdev is the standard deviation of the noise, as a share of the input's range.
	Stdev = newOption(0.15, Choice{
		Name: "stdev", Usage: "SmoothGrad: `SD` of the noise, as a share of the input's range",
		Meaning: "is the standard deviation of the noise, as a share of the input's range",
		Served:  &serving.Parameter{Text: "stdev must be 0 or more", Bounds: []serving.Bound{{Op: "GreaterEqual", Value: 0}}},
	}, func(sd float64, _ Values) error {
		if !(sd >= 0) || math.IsInf(sd, 0) {
			return fmt.Errorf("standard deviation %v is not a number of 0 or more", sd)
		}
		return nil
	})

	// Seed is the seed of the noise.
	Seed = newOption(uint64(0), Choice{
		Name: "seed", Usage: "SmoothGrad: `SEED` of the noise", Meaning: "is the seed of the noise",
		Served: &serving.Parameter{},
	}, nil)

	// Noise is used instead of noise drawn by the seed. It holds samples of the input's
	// shape, one after the other.
	Noise = newOption([]float32(nil), Choice{
		Name: "noise", Usage: "SmoothGrad: the noise itself, a .npy `FILE` of shape [S,H,W,C]",
		Array: &Array{Samples: true, Replaces: []*Choice{Samples.Choice, Stdev.Choice, Seed.Choice}},
	}, nil)

	// Signed averages the gradients, not their squares.
	Signed = newOption(false, Choice{Name: "signed", Usage: "SmoothGrad: average the gradients, not their squares"}, nil)
)

// gaussSteps is captum's number of points, and the default of Steps with GaussLegendre.
const (
	gaussSteps = 50
	pathName   = "path"
)

// shared lists the options of this file, in the order of help.
var shared = []*Choice{
	Percentile.Choice, PercentileOver.Choice, Criterion.Choice, FreezeLayers.Choice, Steps.Choice, Path.Choice, Samples.Choice, Stdev.Choice,
	Seed.Choice, Noise.Choice, Signed.Choice, Baseline.Choice, SmoothBy.Choice,
}

// Options lists all options: the shared ones, and those of a single method.
func Options() []*Choice {
	all := slices.Clone(shared)
	for _, m := range All {
		for _, c := range m.Options {
			if !slices.Contains(all, c) {
				all = append(all, c)
			}
		}
	}
	return all
}

// OptionOf finds an option by its name, or returns nil.
func OptionOf(name string) *Choice {
	for _, c := range Options() {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// OptionNames lists the names under which signatures take options.
func OptionNames() []string {
	names := []string{"target", serving.TargetWeights}
	for _, c := range Options() {
		if c.Served != nil {
			names = append(names, c.Name)
		}
	}
	slices.Sort(names)
	return names
}
