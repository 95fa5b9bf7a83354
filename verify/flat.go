package verify

import "math"

// flat judges a gradient that is zero everywhere: the slope of the score must be zero,
// too. A score that has a kink here tells nothing.
func (d *differences) flat(c *check, what string) (Row, error) {
	h := d.farthest * 0x1p-20
	kink := false
	for _, elements := range halves(len(d.gradient), 4, d.request.seed()) {
		left, right, err := d.probe(elements).quotients(h)
		if err != nil {
			return Row{}, err
		}
		least := d.noise / h
		switch {
		case math.Abs(left) <= least && math.Abs(right) <= least:
		case math.Abs(left-right) <= max(math.Abs(left), math.Abs(right))/10+least:
			return c.fail(what, "the gradient is zero, and the score has the slope %.2g", (left+right)/2), nil
		default:
			kink = true
		}
	}
	if kink {
		return c.impossible(what, "the gradient is zero where the score has a kink"), nil
	}
	r := c.judge(what, 0)
	r.Note = "the gradient is zero, and so is the slope of the score"
	return r, nil
}
