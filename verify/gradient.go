package verify

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"tfreeze/explain"
	gr "tfreeze/graphrewrite"
)

const (
	// firstStep is the first step, in units of the one whose difference is as
	// large as the rounding: a quotient of it has three digits.
	firstStep = 2000
	// halvings is how often the step is halved.
	halvings = 5
	// unclear is the share of the probes that may tell nothing.
	unclear = 0.75
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
		if n := p.custom(); n != nil {
			rows = append(rows, c.impossible(what, "the gradient of node %q is custom (%q): it is no slope", n.Name, n.CustomGradient()))
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
		row, err := d.row(c, what)
		if err != nil {
			return rows, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// differences measures slopes of the score.
type differences struct {
	*point
	variant  explain.Variant
	gradient []float32
	// greatest is the gradient's greatest element, and allowed the share of a slope
	// that two quotients may differ by.
	greatest, allowed float64
	// noise is how much of a score is rounding, and farthest the longest step.
	noise, farthest float64
}

// custom is a node between the input and the score whose gradient is custom, nil if
// there is none.
func (p *point) custom() *gr.Node {
	between, err := p.subject.Model.Graph.Between(p.input, p.logits)
	if err != nil {
		return nil
	}
	i := slices.IndexFunc(between, func(n *gr.Node) bool { return n.CustomGradient() != "" })
	if i < 0 {
		return nil
	}
	return between[i]
}

func newDifferences(p *point, v explain.Variant, g []float32, allowed, noise float64) *differences {
	d := &differences{point: p, variant: v, gradient: g, greatest: greatest(g), allowed: allowed, noise: noise}
	// The network may be anything beyond the range of its inputs.
	if d.farthest = float64(slices.Max(p.x)-slices.Min(p.x)) / 4; d.farthest == 0 {
		d.farthest = 1. / 4
	}
	return d
}

func greatest(values []float32) float64 {
	g := 0.0
	for _, v := range values {
		g = max(g, math.Abs(float64(v)))
	}
	return g
}

// row judges by single elements, which show best where a gradient is wrong. Where
// the score does not tell them from rounding, or bends too near, it judges by
// directions: the slope along many elements is a larger one, so that the step may
// be shorter.
func (d *differences) row(c *check, what string) (Row, error) {
	switch {
	case d.greatest == 0:
		return c.impossible(what, "the gradient is zero at this input"), nil
	case d.noise == 0:
		return c.impossible(what, "every score is zero at this input"), nil
	}
	n, seed := d.request.Pixels, d.request.Seed
	unjudged := c.impossible
	var why []string
	for _, t := range []struct {
		kind   string
		probes func() [][]int
	}{
		{"elements", func() [][]int { return alone(sample(d.gradient, n, seed)) }},
		{"directions", func() [][]int { return halves(len(d.gradient), n, seed) }},
	} {
		probes := t.probes()
		worst, bent, hidden, err := d.compare(probes)
		if err != nil {
			return Row{}, err
		}
		counted := fmt.Sprintf("%d %s, of which %d lie at a bend", len(probes), t.kind, bent)
		if hidden > 0 {
			counted += fmt.Sprintf(", and %d change the score by less than float32 shows", hidden)
		}
		if float64(bent+hidden) > unclear*float64(len(probes)) {
			// What the score of single elements shows, and is no slope, is a mistake.
			if len(why) == 0 && float64(bent) > unclear*float64(len(probes)) {
				unjudged = c.fail
			}
			why = append(why, counted)
			continue
		}
		r := c.judge("grad", what, worst)
		if r.Verdict == Failed {
			counted += "; " + r.Note
		}
		r.Note = counted
		return r, nil
	}
	return unjudged(what, "too few are left to judge by: %s", strings.Join(why, "; ")), nil
}

// compare measures the slope of each probe, and counts those where the score has a
// bend, and those whose slope is hidden by rounding.
func (d *differences) compare(probes [][]int) (worst float64, bent, hidden int, err error) {
	for _, elements := range probes {
		p := d.probe(elements)
		if d.noise/p.step > p.slack {
			hidden++
			continue
		}
		slope, ok, err := p.slope()
		if err != nil {
			return 0, 0, 0, err
		}
		if !ok {
			bent++
			continue
		}
		if off := math.Abs(slope-p.want) / p.scale; !(off <= worst) {
			worst = off
		}
	}
	return worst, bent, hidden, nil
}
