package pruned_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/pruned"
	"tfreeze/internal/pruned/network"
	"tfreeze/internal/pruned/plan"
)

// seeds is how many random networks are tried at each percentile.
const seeds = 60

var percentiles = []float64{0, 50, 90}

// rounding allows for float32: sums of up to 500 products behind each other, at most ten
// layers deep, have been seen to be off by 8e-7; a row too few or too many gives 1e-2 and
// more.
const rounding = 1e-5

// across runs a test on all random networks.
func across(t *testing.T, test func(t *testing.T, s *sample)) {
	for _, p := range percentiles {
		for seed := range uint64(seeds) {
			t.Run(fmt.Sprintf("p%v/%d", p, seed), func(t *testing.T) { test(t, newSample(t, seed, p)) })
		}
	}
}

// alphas are more points than a vector has, and the baseline's own is not 0.
func (s *sample) path(n int) (from []float32, alphas []float64) {
	r := rand.New(rand.NewPCG(5, 5))
	for _, x := range s.x {
		from = append(from, float32(0.5*r.NormFloat64())-x)
	}
	for k := range n {
		alphas = append(alphas, float64(k+1)/float64(n))
	}
	return from, alphas
}

func (s *sample) mask(t *testing.T) *plan.Plan {
	t.Helper()
	p, err := plan.Mask(s.net, 1, s.values)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// gradients is the reference's sum over points that are from * (1 - alpha) away.
func (s *sample) gradients(from []float32, alphas []float64) []float64 {
	sum := make([]float64, len(s.x))
	for _, a := range alphas {
		x := widened(s.x)
		for i := range x {
			x[i] += float64(from[i]) * (1 - a)
		}
		for i, d := range s.gradient(s.forward(x), 1, ordinary) {
			sum[i] += d
		}
	}
	return sum
}

func want(t *testing.T, got, want []float64) {
	t.Helper()
	within(t, rounding, got, want)
}

func within(t *testing.T, allowed float64, got, want []float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d elements, want %d", len(got), len(want))
	}
	off, size := 0.0, 0.0
	for i := range want {
		off += (got[i] - want[i]) * (got[i] - want[i])
		size += want[i] * want[i]
	}
	if !(math.Sqrt(off) <= allowed*math.Sqrt(size)) {
		t.Errorf("off by %.2g in L2, of %.3g", math.Sqrt(off/size), math.Sqrt(size))
	}
}

// TestIntegrated holds the sum of gradients along a path against the reference's, frozen by
// mask and by threshold.
func TestIntegrated(t *testing.T) {
	across(t, func(t *testing.T, s *sample) {
		from, alphas := s.path(5)
		e := pruned.New(s.net, 2)
		got, err := e.Integrated(context.Background(), s.mask(t), s.values, from, pruned.Line{Alphas: alphas})
		if err != nil {
			t.Fatal(err)
		}
		want(t, got.Gradients, s.gradients(from, alphas))
		s.wantAtBaseline(t, from, got.AtBaseline)
		if got, err = e.IntegratedLifted(context.Background(), 1, s.values, from, pruned.Line{Alphas: alphas}); err != nil {
			t.Fatal(err)
		}
		s.lifts = true
		want(t, got.Gradients, s.gradients(from, alphas))
		s.wantAtBaseline(t, from, got.AtBaseline)
	})
}

// wantAtBaseline holds the score at the baseline less that at the input against the reference's,
// of whose size float32 has so many digits.
func (s *sample) wantAtBaseline(t *testing.T, from []float32, got float64) {
	t.Helper()
	b := widened(s.x)
	for i := range b {
		b[i] += float64(from[i])
	}
	here, there := s.forward(widened(s.x))[s.score][1], s.forward(b)[s.score][1]
	if off := math.Abs(got - (there - here)); !(off <= rounding*(math.Abs(here)+math.Abs(there))) {
		t.Errorf("the score at the baseline is %v more than at the input, want %v", got, there-here)
	}
}

// TestIntegratedWeighted: the sum of weighted gradients is the sum of the points' own, times
// their weights.
func TestIntegratedWeighted(t *testing.T) {
	across(t, func(t *testing.T, s *sample) {
		from, alphas := s.path(5)
		weights := []float64{0.5, 2, 0, 0.125, 3}
		s.checkWeighted(t, from, alphas, weights)
	})
}

func (s *sample) checkWeighted(t *testing.T, from []float32, alphas, weights []float64) {
	t.Helper()
	e := pruned.New(s.net, 2)
	line := pruned.Line{Alphas: alphas, Weights: weights}
	for _, s.lifts = range []bool{false, true} {
		var got pruned.Sum
		var err error
		if s.lifts {
			got, err = e.IntegratedLifted(context.Background(), 1, s.values, from, line)
		} else {
			got, err = e.Integrated(context.Background(), s.mask(t), s.values, from, line)
		}
		if err != nil {
			t.Fatal(err)
		}
		sum := make([]float64, len(s.x))
		for k, w := range weights {
			for i, d := range s.gradients(from, alphas[k:k+1]) {
				sum[i] += w * d
			}
		}
		want(t, got.Gradients, sum)
	}
}

// noise is a point's offset from the input.
func noise(k int, into []float32) error {
	r := rand.New(rand.NewPCG(9, uint64(k)))
	for i := range into {
		into[i] = float32(0.3 * r.NormFloat64())
	}
	return nil
}

// TestSampled holds sums of gradients and of their squares at noisy inputs against the reference's.
func TestSampled(t *testing.T) {
	across(t, func(t *testing.T, s *sample) {
		const n = 3
		got, err := pruned.New(s.net, 1).Sampled(context.Background(), s.mask(t), s.values, pruned.Points{N: n, Offset: noise, Powers: []int{1, 2}})
		if err != nil {
			t.Fatal(err)
		}
		sum, squares, offset := make([]float64, len(s.x)), make([]float64, len(s.x)), make([]float32, len(s.x))
		for k := range n {
			x := widened(s.x)
			noise(k, offset)
			for i := range x {
				x[i] += float64(offset[i])
			}
			for i, d := range s.gradient(s.forward(x), 1, ordinary) {
				sum[i] += d
				squares[i] += d * d
			}
		}
		want(t, got[0], sum)
		want(t, got[1], squares)
	})
}

// guided is the rule of guided gradients: activations that are no layer's are differentiated.
func (s *sample) guided() slopeRule {
	layers := s.layers()
	return func(n *gr.Node, i int, u, dz float64) float64 {
		if !layers[n] {
			return ordinary(n, i, u, dz)
		}
		if z, _ := activate(kindOf(n), u); dz > 0 && z > 0 {
			return dz
		}
		return 0
	}
}

// TestSampledGuided holds sums of guided gradients at noisy inputs against the reference's.
func TestSampledGuided(t *testing.T) {
	across(t, func(t *testing.T, s *sample) {
		const n = 3
		got, err := pruned.New(s.net, 1).Sampled(context.Background(), s.mask(t), s.values, pruned.Points{N: n, Offset: noise, Powers: []int{1}, Guided: true})
		if err != nil {
			t.Fatal(err)
		}
		sum, offset := make([]float64, len(s.x)), make([]float32, len(s.x))
		for k := range n {
			x := widened(s.x)
			noise(k, offset)
			for i := range x {
				x[i] += float64(offset[i])
			}
			for i, d := range s.gradient(s.forward(x), 1, s.guided()) {
				sum[i] += d
			}
		}
		want(t, got[0], sum)
	})
}

// TestAtInput holds gradients at x0 by three rules in one pass against the reference's.
func TestAtInput(t *testing.T) {
	const epsilon = 1e-2
	lrp := func(n *gr.Node, _ int, u, dz float64) float64 {
		z, _ := activate(kindOf(n), u)
		return dz * z / (u + math.Copysign(epsilon, u))
	}
	across(t, func(t *testing.T, s *sample) {
		got, err := pruned.New(s.net, 1).AtInput(context.Background(), s.mask(t), s.values, []pruned.Rule{pruned.Grad, pruned.Guided, pruned.LRP(epsilon)})
		if err != nil {
			t.Fatal(err)
		}
		at := s.forward(widened(s.x))
		for i, rule := range []slopeRule{ordinary, s.guided(), lrp} {
			want(t, widened(got[i]), s.gradient(at, 1, rule))
		}
	})
}

// quotient allows for what float32 makes of a difference of outputs over one of inputs: as
// small as 1e-5 of numbers around 1, it may have lost all but two digits. What was seen is
// 5e-4, of one map.
const quotient = 2e-3

// TestDeepLIFT holds the Rescale rule against the reference's.
func TestDeepLIFT(t *testing.T) {
	across(t, func(t *testing.T, s *sample) {
		from, _ := s.path(1)
		got, atBaseline, err := pruned.New(s.net, 1).DeepLIFT(context.Background(), s.mask(t), s.values, from)
		if err != nil {
			t.Fatal(err)
		}
		s.wantAtBaseline(t, from, atBaseline)
		b := widened(s.x)
		for i := range b {
			b[i] += float64(from[i])
		}
		there := s.forward(b)
		rescale := func(n *gr.Node, i int, u, dz float64) float64 {
			ur := there[s.inputOf(n)][i]
			if math.Abs(u-ur) <= 1e-5 {
				return ordinary(n, i, (u+ur)/2, dz)
			}
			z, _ := activate(kindOf(n), u)
			zr, _ := activate(kindOf(n), ur)
			return dz * (z - zr) / (u - ur)
		}
		within(t, quotient, widened(got), s.gradient(s.forward(widened(s.x)), 1, rescale))
	})
}

// TestSameBytes: neither threads nor how many points go at once change a bit.
// Of few, all candidates are computed, and of many, those that a bound leaves.
func TestSameBytes(t *testing.T) {
	for seed := range uint64(10) {
		s := newSample(t, seed, 50)
		from, alphas := s.path(100)
		var first [2][]float64
		for k, columns := range []int{16, 32, 112} {
			e := pruned.New(s.net, 1+k)
			e.Columns = columns
			mask, lifted := s.integrated(t, e, from, alphas)
			if k == 0 {
				first = [2][]float64{mask, lifted}
			} else if !slices.Equal(first[0], mask) || !slices.Equal(first[1], lifted) {
				t.Errorf("seed %d: %d columns give another map than 16", seed, columns)
			}
		}
	}
}

// integrated are the sums along a path, by mask and by threshold.
func (s *sample) integrated(t *testing.T, e *pruned.Engine, from []float32, alphas []float64) (mask, lifted []float64) {
	t.Helper()
	byMask, err := e.Integrated(context.Background(), s.mask(t), s.values, from, pruned.Line{Alphas: alphas})
	if err != nil {
		t.Fatal(err)
	}
	byThreshold, err := e.IntegratedLifted(context.Background(), 1, s.values, from, pruned.Line{Alphas: alphas})
	if err != nil {
		t.Fatal(err)
	}
	return byMask.Gradients, byThreshold.Gradients
}

// TestNotPrunable: what the engine does not know is an error that names node and op.
func TestNotPrunable(t *testing.T) {
	s := newSample(t, 1, 50)
	odd := s.op("Cumsum", s.score.Shape(), nil, s.score)
	_, err := network.Read(s.g, s.input, odd, nil, constants{})
	if want := fmt.Sprintf("node %q (Cumsum): not prunable: the engine does not know this op", odd.Node.Name); err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}
