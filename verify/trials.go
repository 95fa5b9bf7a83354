package verify

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

const (
	// trials is how many inputs float32 maps are compared at. A unit at zero, at its
	// threshold or in a max-pool's tie flips at one input; a mistake shows at each.
	trials = 6
	// draws is how many times an input moves in its last digits to measure what float32
	// rounds of its maps.
	draws = 3
	// blunt is the share of a map from which a limit says little. Then up to sharper
	// other inputs are tried, where rounding may allow less.
	blunt   = 0.02
	sharper = 2
	// lastDigits is how far an element moves so that float32 rounds differently, as a
	// share of it: two units in the last place.
	lastDigits = 0x1p-22
)

// A comparison of float32 maps makes one row.
type comparison struct {
	compared string
	// row is the outcome so far, and hidden is set if rounding hides it.
	row    Row
	hidden bool
	// err is the first reason why it could not be measured at an input.
	err error
}

// A measurement measures one of the comparisons of the k-th trial.
type measurement func(k int, one *comparison, of []*comparison) (float64, error)

// An experiment measures how far apart two maps are, and how far a map moves when its
// input moves in the last digits.
type experiment struct{ apart, spread measurement }

// settle makes the rows of comparisons. Each passes as soon as its maps agree at one of
// the inputs, within what float32 rounds.
func (c *check) settle(ctx context.Context, all []*comparison, e experiment) ([]Row, error) {
	left := all
	for k := 0; k < trials && len(left) > 0; k++ {
		left = c.trial(k, left, e)
		if err := context.Cause(ctx); err != nil {
			return nil, err
		}
	}
	rows := make([]Row, len(all))
	for i, one := range all {
		switch rows[i] = one.row; {
		case one.row.Verdict == Passed:
		case one.hidden:
			rows[i] = c.impossible(one.compared, "float32 hides it: %s differ by more than %.2g", nearby, hides/spreads)
		case one.err != nil:
			rows[i] = c.fail(one.compared, "%v", one.err)
		}
	}
	return rows, nil
}

// trial judges comparisons at the k-th input, and returns those that it did not settle.
func (c *check) trial(k int, left []*comparison, e experiment) []*comparison {
	differences := measure(k, left, e.apart)
	var open []*comparison
	apart := map[*comparison]float64{}
	for i, one := range left {
		r := c.judge(one.compared, differences[i])
		if r.Verdict != Passed {
			apart[one], open = differences[i], append(open, one)
			continue
		}
		if k > 0 {
			r.Note = "at another input"
		}
		one.row, one.hidden = r, false
	}
	var unsettled []*comparison
	spread := measure(k, open, e.spread)
	for i, one := range open {
		if !one.measured(c, apart[one], spreads*spread[i], k) {
			unsettled = append(unsettled, one)
		}
	}
	return unsettled
}

// measure measures comparisons at the k-th input. One that cannot be measured there keeps
// the error and is infinitely far apart.
func measure(k int, of []*comparison, by measurement) []float64 {
	measured := make([]float64, len(of))
	for i, one := range of {
		var err error
		if measured[i], err = by(k, one, of); err != nil {
			measured[i] = math.Inf(1)
			if one.err == nil {
				one.err = err
			}
		}
	}
	return measured
}

// measured judges a comparison by the rounding that was measured, and reports whether
// that settles it.
func (one *comparison) measured(c *check, apart, rounding float64, k int) bool {
	r := c.allowing(max(c.limit.Value, min(rounding, hides))).judge(one.compared, apart)
	if r.Verdict == Passed {
		r.Note = fmt.Sprintf("%s differ by up to %.2g", nearby, rounding/spreads)
		if k > 0 {
			r.Note = "at another input, where " + r.Note
		}
		if one.row.Verdict != Passed || r.Allowed < one.row.Allowed {
			one.row, one.hidden = r, false
		}
		return k >= sharper || r.Allowed <= blunt
	}
	if one.row.Verdict == Passed {
		return k >= sharper
	}
	one.hidden = one.err == nil && !math.IsInf(apart, 0) && (one.hidden || !(rounding <= hides))
	if k == 0 || apart < one.row.Difference {
		one.row = r
	}
	one.row.Note = fmt.Sprintf("%s; they differ at %d inputs", c.limit.Reason, k+1)
	return false
}

// nearby names the maps that rounding is measured by.
const nearby = "maps of inputs that differ in their last digits"

// random draws numbers by the seed, others for each use.
func random(seed, use uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, use)) }

// moved is an input moved in its last digits, to one side and to the other. The seed
// chooses the side of each element.
func moved(x []float32, seed, draw uint64) (low, high []float32) {
	r := random(seed, draw)
	least := float32(largest(x)) / 16
	if least == 0 {
		least = 1
	}
	low, high = make([]float32, len(x)), make([]float32, len(x))
	for i, v := range x {
		by := lastDigits * max(float32(math.Abs(float64(v))), least)
		if r.Uint64()&1 == 0 {
			by = -by
		}
		low[i], high[i] = v-by, v+by
	}
	return low, high
}

// variation is the k-th input made of one: first itself, then its elements in another
// order, each changed by up to a tenth of their range.
func variation(x []float32, seed uint64, k int) []float32 {
	if k == 0 {
		return x
	}
	r := random(seed, 1<<32+uint64(k))
	low, high := slices.Min(x), slices.Max(x)
	width := high - low
	if width == 0 {
		low, width = low-1, 2
		high = low + width
	}
	varied := make([]float32, len(x))
	for i, from := range r.Perm(len(x)) {
		varied[i] = min(max(x[from]+width/10*(2*r.Float32()-1), low), high)
	}
	return varied
}

// largest is the largest absolute value; 0 of nothing.
func largest[T float32 | float64](values []T) float64 {
	g := 0.0
	for _, v := range values {
		g = max(g, math.Abs(float64(v)))
	}
	return g
}
