package verify

import (
	"fmt"
	"math"

	"tfreeze/explain"
)

const (
	// firstStep is the first step, in units of the one whose difference is as
	// large as the rounding: a quotient of it has three digits.
	firstStep = 2000
	// halvings is how often the step is halved.
	halvings = 5
	// someBent is the share of the elements that may lie at a bend.
	someBent = 0.75
)

// gradient compares the gradient, plain and by mask, with central differences.
// Threshold is left out: its network jumps where a node crosses the threshold,
// and modes has its gradient compared with the mask's.
func gradient(p *point, c *check) ([]Row, error) {
	var rows []Row
	for _, v := range []explain.Variant{explain.Plain, explain.Mask} {
		what := fmt.Sprintf("grad, %s, and central differences", v)
		a := attribution(p.result, "grad", v)
		if a == nil {
			rows = append(rows, c.impossible(what, "the model was generated without grad"))
			continue
		}
		noise, err := p.noise(v)
		if err != nil {
			return rows, err
		}
		if why := p.jumps(noise); why != "" {
			rows = append(rows, c.fail(what, "%s", why))
			continue
		}
		d := newDifferences(p, v, a.Values, c.allowed.of("grad"), noise)
		if why := d.tooCoarse(); why != "" {
			rows = append(rows, c.impossible(what, "%s", why))
			continue
		}
		worst, bent, err := d.compare(sample(a.Values, p.request.Pixels, p.request.Seed))
		if err != nil {
			return rows, err
		}
		rows = append(rows, d.row(c, what, worst, bent))
	}
	return rows, nil
}

// differences measures slopes of the score.
type differences struct {
	*point
	variant  explain.Variant
	gradient []float32
	// greatest is the gradient's greatest element, and slack how far apart two
	// quotients may be that are to agree.
	greatest, slack float64
	// noise is how much of a score is rounding.
	noise, step float64
	taken       int
}

func newDifferences(p *point, v explain.Variant, g []float32, allowed, noise float64) *differences {
	d := &differences{point: p, variant: v, gradient: g, greatest: greatest(g), noise: noise}
	d.slack = allowed * d.greatest / 2
	low, high := float64(p.x[0]), float64(p.x[0])
	for _, x := range p.x {
		low, high = min(low, float64(x)), max(high, float64(x))
	}
	// The network may be anything beyond the range of its inputs.
	if high -= low; high == 0 {
		high = 1
	}
	d.step = min(firstStep*d.noise/d.greatest, high/4)
	return d
}

func greatest(values []float32) float64 {
	g := 0.0
	for _, v := range values {
		g = max(g, math.Abs(float64(v)))
	}
	return g
}

// tooCoarse says why no difference could show the gradient.
func (d *differences) tooCoarse() string {
	switch {
	case d.greatest == 0:
		return "the gradient is zero at this input"
	case d.noise == 0:
		return "every score is zero at this input"
	case d.noise/d.step > d.slack:
		return fmt.Sprintf("the score changes by less than float32 shows: its gradient is at most %.2g", d.greatest)
	}
	return ""
}

// compare measures the slope at the elements, and counts those where it has none.
func (d *differences) compare(elements []int) (worst float64, bent int, err error) {
	for _, i := range elements {
		d.taken++
		slope, ok, err := d.slope(i)
		if err != nil {
			return 0, 0, err
		}
		if !ok {
			bent++
			continue
		}
		if off := math.Abs(slope-float64(d.gradient[i])) / d.greatest; !(off <= worst) {
			worst = off
		}
	}
	return worst, bent, nil
}

func (d *differences) row(c *check, what string, worst float64, bent int) Row {
	r := c.judge("grad", what, worst)
	counted := fmt.Sprintf("%d elements, of which %d lie at a bend", d.taken, bent)
	switch {
	case r.Verdict == Failed:
		r.Note = counted + "; " + r.Note
	case float64(bent) > someBent*float64(d.taken):
		return c.fail(what, "%s: too few are left to judge by", counted)
	default:
		r.Note = counted
	}
	return r
}
