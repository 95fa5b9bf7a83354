package evaluate

import (
	"context"
	"math"
	"slices"

	"tfreeze/internal/gaussian"
)

// insertion is the area under the score while the pixels come into a blurred image, the
// most relevant first. Petsiuk, Das, Saenko, "RISE: Randomized Input Sampling for
// Explanation of Black-box Models", 2018.
var insertion = Metric{
	Name: "insertion", Summary: "the area under the score while the most relevant pixels come into a blurred image",
	Values: []Value{{"insertion", Higher}},
	measure: func(ctx context.Context, s *Subject) ([]float64, error) {
		from := blurred(s.Picture, s.X, riseSide, riseDeviation)
		if s.Perturb == Xplique {
			from = make([]float32, len(s.X))
		}
		return s.area(ctx, from, s.X)
	},
}

// deletion is the area under the score while the pixels become 0, the most relevant
// first. Petsiuk, Das, Saenko, 2018.
var deletion = Metric{
	Name: "deletion", Summary: "the area under the score while the most relevant pixels become 0",
	Values: []Value{{"deletion", Lower}},
	measure: func(ctx context.Context, s *Subject) ([]float64, error) {
		return s.area(ctx, s.X, make([]float32, len(s.X)))
	},
}

// RISE's blur, and the number of its steps at 224x224 pixels.
const (
	riseSide, riseDeviation = 11, 5
	riseSteps, xpliqueSteps = 224, 10
)

// area is the area under the score from one image to the other.
func (s *Subject) area(ctx context.Context, from, to []float32) ([]float64, error) {
	order, ends := Order(s.Relevance), s.ends()
	outcomes, err := s.Scores(ctx, len(ends), func(k int, into []float32) {
		if k == 0 {
			copy(into, from)
			return
		}
		for _, pixel := range order[ends[k-1]:ends[k]] {
			s.copy(into, to, pixel)
		}
	})
	if err != nil {
		return nil, err
	}
	scores := make([]float64, len(outcomes))
	for i, o := range outcomes {
		scores[i] = o.Score
	}
	return []float64{Area(scores)}, nil
}

// ends are the numbers of pixels that have changed: 0, those of each step, and all.
func (s *Subject) ends() []int {
	n, steps := s.Size(), riseSteps
	if s.Perturb == Xplique {
		steps = xpliqueSteps
	}
	if s.Perturb == Xplique && s.StepPixels == 0 {
		ends := make([]int, steps+1) // NumPy's linspace(0, n, steps + 1), cut to integers
		for i := range ends {
			ends[i] = int(float64(i) * (float64(n) / float64(steps)))
		}
		ends[steps] = n
		return ends
	}
	size := s.StepPixels
	if size == 0 {
		size = (n + steps - 1) / steps
	}
	ends := []int{0}
	for at := 0; at < n; {
		at = min(at+size, n)
		ends = append(ends, at)
	}
	return ends
}

// Order lists the pixels from the most relevant to the least. Of equal ones the first
// comes first.
func Order(relevance []float64) []int {
	order := make([]int, len(relevance))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case relevance[a] > relevance[b]:
			return -1
		case relevance[a] < relevance[b]:
			return 1
		}
		return 0
	})
	return order
}

// Area is the mean height of the line through scores at equal distances: the trapezoidal
// rule over 0..1. That of one score is the score.
func Area(scores []float64) float64 {
	if len(scores) == 1 {
		return scores[0]
	}
	sum := -(scores[0] + scores[len(scores)-1]) / 2
	for _, v := range scores {
		sum += v
	}
	return sum / float64(len(scores)-1)
}

// blurred convolves an image with RISE's kernel: an impulse amid a square of that side,
// blurred by SciPy's gaussian_filter, whose reach is beyond the square and mirrored into
// it. Beyond the image are zeros.
func blurred(p Picture, x []float32, side int, deviation float64) []float32 {
	line := make([]float64, side)
	line[side/2] = 1
	gaussian.Blur(line, side, 1, gaussian.Kernel(deviation), gaussian.Mirror)
	half := line[side/2:]
	out := slices.Clone(x)
	for c := range p.Channels {
		apart := p.At(1, c) - p.At(0, c)
		for row := range p.Height {
			gaussian.Blur(out[p.At(row*p.Width, c):], p.Width, apart, half, gaussian.Zeros)
		}
		for column := range p.Width {
			gaussian.Blur(out[p.At(column, c):], p.Height, apart*p.Width, half, gaussian.Zeros)
		}
	}
	return out
}

// absolute returns absolute values.
func absolute(values []float64) []float64 {
	all := make([]float64, len(values))
	for i, v := range values {
		all[i] = math.Abs(v)
	}
	return all
}
