package verify

import (
	"math"
	"math/rand/v2"
)

const (
	// rounding is the least noise of a score, as a share of the largest score: four units
	// in the last place of a float64.
	rounding = 4 * 0x1p-52
	// wideDigits is how far an element moves to measure the noise, as a share of it: eight
	// units in the last place, so that a step to either side is exact.
	wideDigits = 0x1p-49
)

// measure measures how much of a score is rounding. A network that amplifies its input
// amplifies what its layers round, too. All elements move in their last digits, to one
// side and to the other. A slope changes the two scores by opposite amounts, and the way
// is too short for a curve: what is left of their sum is rounding.
func (d *differences) measure() error {
	d.noise = rounding * largest(d.state.scores)
	r := rand.New(rand.NewPCG(d.request.seed(), 1))
	for range draws {
		low, high := make([]float64, len(d.state.x)), make([]float64, len(d.state.x))
		for i, x := range d.state.x {
			by := math.Copysign(wideDigits, r.Float64()-0.5) * powerBelow(x)
			low[i], high[i] = x-by, x+by
		}
		below, err := d.scoreAt(low)
		if err != nil {
			return err
		}
		above, err := d.scoreAt(high)
		if err != nil {
			return err
		}
		d.noise = max(d.noise, math.Abs(below+above-2*d.here))
	}
	return nil
}

// powerBelow is the greatest power of two that is at most |x|; 0 for 0.
func powerBelow(x float64) float64 {
	if x == 0 {
		return 0
	}
	_, exponent := math.Frexp(x)
	return math.Ldexp(1, exponent-1)
}
