package methods

import (
	"cmp"
	"math"
	"slices"
)

// A ranking gives segments their densities, one after the other.
type ranking struct {
	// of are the pixels' attributions, taken the pixels of segments so far, and values
	// what these got.
	of     []float64
	taken  []bool
	values []float32
}

func newRanking(of []float64) *ranking {
	return &ranking{of, make([]bool, len(of)), make([]float32, len(of))}
}

// ranked takes, again and again, the segment whose pixels that are not yet taken have the
// greatest mean, until more than area of all pixels are taken.
func ranked(of []float64, segments [][]int32, area float64) []float32 {
	r := newRanking(of)
	left, covered := slices.Clone(segments), 0
	means := make([]float64, len(left))
	for i, s := range left {
		means[i] = r.mean(s)
	}
	for float64(covered)/float64(len(of)) <= area {
		best := -1
		for i, s := range left {
			if len(s) >= minAdded && (best < 0 || means[i] > means[best]) {
				best = i
			}
		}
		if best < 0 {
			break
		}
		r.take(left[best], means[best])
		covered += len(left[best])
		for i, s := range left {
			if rest := r.added(s); len(rest) < len(s) {
				left[i], means[i] = rest, r.mean(rest)
			}
		}
	}
	return r.rest()
}

// rankedOnce takes the segments in the order of the means over all of their pixels. Each
// gives the pixels that it adds their own mean.
func rankedOnce(of []float64, segments [][]int32) []float32 {
	r := newRanking(of)
	ordered := slices.Clone(segments)
	slices.SortStableFunc(ordered, func(s, t []int32) int { return cmp.Compare(r.mean(t), r.mean(s)) })
	for _, s := range ordered {
		if s = r.added(s); len(s) >= minAdded {
			r.take(s, r.mean(s))
		}
	}
	return r.rest()
}

// mean is the mean of some pixels' attributions; without pixels it is less than any other.
func (r *ranking) mean(pixels []int32) float64 {
	if len(pixels) == 0 {
		return math.Inf(-1)
	}
	sum := 0.0
	for _, p := range pixels {
		sum += r.of[p]
	}
	return sum / float64(len(pixels))
}

// added are those of a segment's pixels that are not taken.
func (r *ranking) added(pixels []int32) []int32 {
	taken := func(p int32) bool { return r.taken[p] }
	first := slices.IndexFunc(pixels, taken)
	if first < 0 {
		return pixels
	}
	added := slices.Clone(pixels[:first])
	for _, p := range pixels[first:] {
		if !taken(p) {
			added = append(added, p)
		}
	}
	return added
}

func (r *ranking) take(pixels []int32, value float64) {
	for _, p := range pixels {
		r.taken[p], r.values[p] = true, float32(value)
	}
}

// rest gives the pixels that no segment took their mean.
func (r *ranking) rest() []float32 {
	var left []int32
	for p, taken := range r.taken {
		if !taken {
			left = append(left, int32(p))
		}
	}
	r.take(left, r.mean(left))
	return r.values
}
