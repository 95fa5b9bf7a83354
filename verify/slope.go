package verify

import (
	"math"
	"slices"
)

// A probe moves some elements of the input together, each the way the gradient points.
type probe struct {
	*differences
	elements []int
	// want is the slope of the score by the gradient, and scale what a difference is a
	// share of.
	want, scale float64
	// step is the first step, and slack how far apart two quotients may be that agree.
	step, slack float64
}

func (d *differences) probe(elements []int) *probe {
	p := &probe{differences: d, elements: elements}
	for _, i := range elements {
		p.want += math.Abs(d.gradient[i])
	}
	p.scale = max(p.want, d.largest)
	p.step, p.slack = min(firstStep*d.noise/p.scale, d.farthest), d.allowed*p.scale/2
	return p
}

// slope is the central difference, and reports whether the score has a slope here. It has
// none if a kink lies within the step: a ReLU at zero, a tie in a max-pool. Then the
// quotients to the left and to the right differ, and the step is halved for as long as it
// shows more than noise. A slope that contradicts the gradient counts only if half the
// step gives it again.
func (p *probe) slope() (float64, bool, error) {
	before := math.NaN()
	h := p.step
	for range halvings + 1 {
		if p.noise/h > p.slack {
			break
		}
		left, right, err := p.quotients(h)
		if err != nil {
			return 0, false, err
		}
		central := (left + right) / 2
		if math.Abs(left-right) <= 2*p.slack && (math.Abs(central-p.want) <= p.slack || math.Abs(central-before) <= p.slack) {
			return central, true, nil
		}
		before, h = central, h/2
	}
	return 0, false, nil
}

// quotients are the differences of the score to the left and to the right of the input,
// over the steps that float64 really takes.
func (p *probe) quotients(h float64) (left, right float64, err error) {
	low, from, err := p.moved(-h)
	if err != nil {
		return 0, 0, err
	}
	high, to, err := p.moved(h)
	if err != nil {
		return 0, 0, err
	}
	return (low - p.here) / from, (high - p.here) / to, nil
}

// moved is the score with the elements moved by h, and how far they really moved: an
// average in which each counts as much as its gradient.
func (p *probe) moved(h float64) (score, by float64, err error) {
	x := slices.Clone(p.state.x)
	for _, i := range p.elements {
		g := p.gradient[i]
		sign := math.Copysign(1, g)
		x[i] += sign * h
		weight := 1 / float64(len(p.elements))
		if p.want > 0 {
			weight = math.Abs(g) / p.want
		}
		by += weight * sign * (x[i] - p.state.x[i])
	}
	score, err = p.scoreAt(x)
	return score, by, err
}
