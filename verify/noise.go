package verify

import (
	"fmt"
	"math"
	"math/rand/v2"

	"tfreeze/explain"
)

const (
	// rounding is the least that is taken for the rounding of a score, in units
	// of the greatest score: four in the last place of a float32.
	rounding = 4 * 0x1p-23
	// lastDigits is how far an element is moved, as a share of it: eight units in
	// the last place, so that both ways are exact.
	lastDigits = 0x1p-20
	// directions is in how many directions the input is moved.
	directions = 3
	// jump is the noise, in units of the greatest score, that no rounding makes:
	// thin networks with random weights, which are the worst, have up to 1e-4.
	jump = 1e-2
)

// noise measures how much of a score is rounding. A network that amplifies its
// input amplifies what its layers round, too. All elements are moved in their
// last digits, to one side and to the other: what the scores there have in common
// beyond the score here is no slope, and the way is too short for a curve.
func (p *point) noise(v explain.Variant) (float64, error) {
	noise := rounding * greatest(p.scores)
	r := rand.New(rand.NewPCG(p.request.Seed, 1))
	for range directions {
		low, high := make([]float32, len(p.x)), make([]float32, len(p.x))
		for i, x := range p.x {
			by := float32(math.Copysign(lastDigits, r.Float64()-0.5)) * powerBelow(x)
			low[i], high[i] = x-by, x+by
		}
		below, err := p.scoreAt(low, v)
		if err != nil {
			return 0, err
		}
		above, err := p.scoreAt(high, v)
		if err != nil {
			return 0, err
		}
		noise = max(noise, math.Abs(below+above-2*float64(p.scores[p.result.Target])))
	}
	return noise, nil
}

// powerBelow is the greatest power of two that is at most |x|; 0 for 0.
func powerBelow(x float32) float32 {
	if x == 0 {
		return 0
	}
	_, exponent := math.Frexp(float64(x))
	return float32(math.Ldexp(1, exponent-1))
}

// jumps says that noise is more than rounding.
func (p *point) jumps(noise float64) string {
	if noise <= jump*greatest(p.scores) {
		return ""
	}
	return fmt.Sprintf("the score jumps: it changes by %.2g where the input changes in its last digits", noise)
}

// scoreAt is the target's score at an input.
func (p *point) scoreAt(x []float32, v explain.Variant) (float64, error) {
	scores, err := p.scoresAt(x, v)
	if err != nil {
		return 0, err
	}
	return float64(scores[p.result.Target]), nil
}
