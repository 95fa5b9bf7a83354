package verify

import (
	"math"
	"slices"
)

// slope is the central difference at element i. It is no slope if the score has a
// bend within the step: a ReLU at zero, the tie of a max-pool. That shows where
// the quotient of half the step is another, or the one to the left is not the one
// to the right; then the step is halved, while it shows more than noise.
func (d *differences) slope(i int) (float64, bool, error) {
	before := math.NaN()
	h := d.step
	for range halvings + 1 {
		if d.noise/h > d.slack {
			break
		}
		left, right, err := d.quotients(i, h)
		if err != nil {
			return 0, false, err
		}
		central := (left + right) / 2
		if math.Abs(central-before) <= d.slack && math.Abs(left-right) <= 2*d.slack {
			return central, true, nil
		}
		before, h = central, h/2
	}
	return 0, false, nil
}

// quotients are the differences of the score to the left and to the right of the
// input, over the steps that float32 has in truth.
func (d *differences) quotients(i int, h float64) (left, right float64, err error) {
	here := float64(d.scores[d.result.Target])
	low, from, err := d.moved(i, -h)
	if err != nil {
		return 0, 0, err
	}
	high, to, err := d.moved(i, h)
	if err != nil {
		return 0, 0, err
	}
	x := float64(d.x[i])
	return (here - low) / (x - from), (high - here) / (to - x), nil
}

// moved is the score with element i moved by h, and where that has come to lie.
func (d *differences) moved(i int, h float64) (score, at float64, err error) {
	x := slices.Clone(d.x)
	x[i] = float32(float64(x[i]) + h)
	score, err = d.scoreAt(x, d.variant)
	return score, float64(x[i]), err
}
