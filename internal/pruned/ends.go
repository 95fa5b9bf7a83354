package pruned

import (
	"tfreeze/internal/kernels"
	"tfreeze/internal/pruned/plan"
)

// keepFarthest computes the candidates at an end of the ray, and keeps those that may pass, if
// the activation clips: u = u0 + scale * base * along is largest at the first of the points
// or at the last, so that the others need not be looked at.
func (c *candidacy) keepFarthest() error {
	out := c.Steps[c.k].Out
	bases := make([]float32, len(c.kept))
	c.eachOf(chunk, len(bases), func(worker, from, to int) { c.farthest(worker, from, to, bases) })
	c.leaveRooms()
	c.Keep(c.k, c.kept)
	c.Free(c.k + 1) // the ray's column has been read
	c.Place(out, c.k)
	c.grow()
	if err := c.setParams(c.k); err != nil {
		return err
	}
	c.makeEnd(c.k, 0)
	for i, is := range c.kept {
		if is {
			c.bases[c.k] = append(c.bases[c.k], bases[i])
		}
	}
	m := c.at(c.memory, c.k)
	c.addScratch(m, c.k)
	var hold kernels.Hold
	defer hold.Release()
	c.spread(c.k, plan.Part{Step: c.k, To: len(c.bases[c.k])}, hold.Memory(m))
	return nil
}

// farthest computes the sums of the candidates from..to-1, and keeps those that reach the
// threshold at one end of the points.
func (c *candidacy) farthest(worker, from, to int, bases []float32) {
	r := c.room(worker)
	params := r.memory.Params
	c.after.params(params, c.Tensors[c.Steps[c.k].Out].Elements[from:to])
	c.column(r, plan.Part{Step: c.k, From: from, To: to}, c.lists[worker], bases[from:to])
	for i, base := range bases[from:to] {
		p := &params[i]
		for _, along := range c.ends {
			// As the kernels round it: each product by itself.
			if p.U0+float32(float32(base*along)*p.Scale) >= p.Threshold {
				c.kept[from+i] = true
			}
		}
	}
}

// column computes the ray's column of some candidates, where their states will be.
func (c *candidacy) column(r *room, part plan.Part, list kernels.HeldEntries, bases []float32) {
	m := c.single
	m.To, m.After, m.Params = r.memory.To, kernels.Sum, r.memory.Params
	var hold kernels.Hold
	defer hold.Release()
	c.forward(part, hold.Memory(&m), list)
	for i := range bases {
		bases[i] = m.To[i*kernels.Lane]
	}
}
