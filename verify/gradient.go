package verify

import (
	"fmt"
	"math"
	"slices"
	"strings"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods"
	"tfreeze/methods/serving"
)

const (
	// firstStep is the first step of a quotient. Its unit is the step over which the
	// score changes by as much as it is rounded, so that the quotient has seven digits.
	firstStep = 1e7
	// halvings is how many times the step is halved at most.
	halvings = 7
	// unclear is the share of the probes that may tell nothing before all are given up.
	unclear = 0.75
	// otherInputs is how many other inputs are tried where the gradient cannot be
	// measured at the one given.
	otherInputs = 2
)

// gradient compares the gradient, plain and by mask, with central differences, both in
// float64. It leaves threshold out: that network jumps where a node crosses the threshold,
// and modes compares its gradient with the mask's.
func gradient(p *point, c *check) ([]Row, error) {
	var rows []Row
	for _, v := range p.variants() {
		if v == serving.Threshold {
			continue
		}
		row, err := p.gradient(c, v)
		if err != nil {
			return rows, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// gradient judges one variant at the input, or at another one where the score has no
// slope at this one.
func (p *point) gradient(c *check, v serving.Variant) (Row, error) {
	what := fmt.Sprintf("grad, %s, and central differences", v)
	if _, ok := p.subject.Model.Signature("grad" + serving.WithOptions); !ok {
		return c.impossible(what, "the model was generated without grad"), nil
	}
	if n := p.custom(); n != nil {
		return c.impossible(what, "the gradient of node %q is custom (%q): it is no slope", n.Name, n.CustomGradient()), nil
	}
	t, err := p.wide()
	if err != nil {
		return c.impossible(what, "%v", err), nil
	}
	var first Row
	for k := range otherInputs + 1 {
		d, err := p.differences(t, v, variation(p.x, p.request.seed(), k), c.limit.Value)
		if err != nil {
			return Row{}, err
		}
		row, err := d.row(c, what)
		if err != nil {
			return Row{}, err
		}
		if row.Verdict != Impossible {
			if k > 0 {
				row.Note += fmt.Sprintf(", at another input: at this one %s", first.Note)
			}
			return row, nil
		}
		if k == 0 {
			first = row
		}
	}
	return first, nil
}

// differences measures the slopes of the score around an input.
type differences struct {
	*point
	*state
	variant  serving.Variant
	gradient []float64
	// here is the score at the input.
	here float64
	// largest is the gradient's largest element, and allowed the share of a slope by
	// which two quotients may differ.
	largest, allowed float64
	// noise is how much of a score is rounding, and farthest is the longest step.
	noise, farthest float64
}

// custom finds a node between the input and the score whose gradient is custom; nil if
// all are ordinary.
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

func (p *point) differences(t *twin, v serving.Variant, x []float32, allowed float64) (*differences, error) {
	s, err := t.at(p.shape, wider(x), methods.Percentile.Of(p.request.Options))
	if err != nil {
		return nil, err
	}
	d := &differences{point: p, state: s, variant: v, allowed: allowed}
	r := p.request.Request
	r.Target = p.result.Explained
	if d.gradient, err = s.attributionAt(s.x, "grad", v, r); err != nil {
		return nil, err
	}
	d.largest = largest(d.gradient)
	if d.here, err = d.scoreAt(s.x); err != nil {
		return nil, err
	}
	// Beyond the range of its inputs the network may do anything.
	if d.farthest = float64(slices.Max(x)-slices.Min(x)) / 4; d.farthest == 0 {
		d.farthest = 1. / 4
	}
	return d, d.measure()
}

func (d *differences) scoreAt(x []float64) (float64, error) {
	if err := d.ctx.Err(); err != nil {
		return 0, err
	}
	return d.score(x, d.variant, d.result.Explained)
}

// row judges by single elements, which show best where a gradient is wrong. Where the
// score hides them in rounding, or has kinks too near, it judges by directions: the slope
// along many elements is larger, so that the step may be shorter.
func (d *differences) row(c *check, what string) (Row, error) {
	switch {
	case d.noise > mostNoise*largest(d.state.scores):
		return c.fail(what, "the score jumps: it changes by %.2g where the input changes in its last digits", d.noise), nil
	case d.largest == 0:
		return d.flat(c, what)
	case d.noise == 0:
		return c.impossible(what, "every score is zero at this input"), nil
	}
	n, seed := d.request.Pixels, d.request.seed()
	var why []string
	for _, t := range []struct {
		kind   string
		probes func() [][]int
	}{
		{"elements", func() [][]int { return alone(sample(d.gradient, n, seed)) }},
		{"directions", func() [][]int { return halves(len(d.gradient), n, seed) }},
	} {
		probes := t.probes()
		worst, kinks, hidden, err := d.compare(probes)
		if err != nil {
			return Row{}, err
		}
		counted := fmt.Sprintf("%d %s, of which %d lie at a kink", len(probes), t.kind, kinks)
		if hidden > 0 {
			counted += fmt.Sprintf(", and %d change the score by less than float64 shows", hidden)
		}
		if float64(kinks+hidden) > unclear*float64(len(probes)) {
			why = append(why, counted)
			continue
		}
		r := c.judge(what, worst)
		if r.Verdict == Failed {
			counted += "; " + r.Note
		}
		r.Note = counted
		return r, nil
	}
	return c.impossible(what, "too few are left to judge by: %s", strings.Join(why, "; ")), nil
}

// compare measures the slope of each probe and returns the worst difference. It counts
// the probes at a kink of the score, and those whose slope rounding hides.
func (d *differences) compare(probes [][]int) (worst float64, kinks, hidden int, err error) {
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
			kinks++
			continue
		}
		if off := math.Abs(slope-p.want) / p.scale; !(off <= worst) {
			worst = off
		}
	}
	return worst, kinks, hidden, nil
}
