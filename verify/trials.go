package verify

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

const (
	// trials is at how many inputs float32 maps may be compared. A unit at zero, at
	// its threshold or in a max-pool's tie goes the other way at one input; a mistake
	// shows at each.
	trials = 6
	// draws is how many inputs are moved in their last digits to measure what float32
	// makes of one.
	draws = 3
	// blunt is the share from which what rounding allows says little, so that up to
	// sharper other inputs are tried, at which it may allow less.
	blunt   = 0.02
	sharper = 2
	// lastDigits is how far an element is moved to draw again how float32 rounds, as
	// a share of it: two units in the last place.
	lastDigits = 0x1p-22
)

// A comparison is one of float32 maps that a row will be of.
type comparison struct {
	compared string
	// row is what it came to so far, and hidden is set if rounding hid what it shows.
	row    Row
	hidden bool
	// err is why it could not be measured at an input.
	err error
}

// A measurement measures one of the comparisons that are made at the k-th input.
type measurement func(k int, one *comparison, of []*comparison) (float64, error)

// An experiment measures how far maps are apart, and how far apart maps are of inputs
// that differ in their last digits.
type experiment struct{ apart, spread measurement }

// settle makes the rows of comparisons: each passes as soon as one of the inputs
// shows that its maps agree within what float32 makes of them.
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

// trial judges comparisons at the k-th input, and returns those that are not settled.
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

// measure measures comparisons at the k-th input. Of one that cannot be measured
// there, the error is kept, and nothing is near.
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

// measured judges a comparison by measured rounding, and reports whether it is
// settled.
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
	one.row.Note = fmt.Sprintf("%s; so at %d inputs", c.limit.Reason, k+1)
	return false
}

// nearby are the maps by which rounding is measured.
const nearby = "maps of inputs that differ in their last digits"

// random are numbers by the seed, another row of them for each use.
func random(seed, use uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, use)) }

// moved is an input moved in its last digits, by the seed, to one side and to the
// other.
func moved(x []float32, seed, draw uint64) (low, high []float32) {
	r := random(seed, draw)
	least := float32(greatest(x)) / 16
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

// variation is the k-th input made of one: itself, then its elements in another
// order and changed by up to a tenth of their range.
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

// greatest is the greatest absolute value.
func greatest[T float32 | float64](values []T) float64 {
	g := 0.0
	for _, v := range values {
		g = max(g, math.Abs(float64(v)))
	}
	return g
}
