package pruned

import (
	"tfreeze/internal/kernels"
	"tfreeze/internal/pruned/network"
	"tfreeze/internal/pruned/plan"
)

// forward computes the states that a step makes.
func (r *run) forward(k int, m *kernels.Memory) {
	s := &r.Steps[k]
	n := len(r.Tensors[s.Out].Elements)
	r.keepStates(k, m)
	switch s.Kind {
	case network.View:
	case network.Conv:
		c := r.conv(s, r.forwardKernel(k), nil)
		r.each(n, func(w, from, to int) { r.form.ConvForward(c, m, from, to, r.lists[w]) })
	case network.Max:
		r.each(n, func(_, from, to int) { r.form.MaxForward(&r.windows[k], m, from, to) })
	case network.Product:
		r.each(n, func(_, from, to int) { r.form.ProductForward(&r.sums[k], m, from, to) })
	default:
		r.each(n, func(_, from, to int) { r.form.SumForward(&r.sums[k], m, from, to) })
	}
}

// forwardKernel is the kernel as the way forward reads it.
func (r *run) forwardKernel(k int) *network.Kernel {
	if t := r.Engine.forward[k]; t != nil {
		return t
	}
	return r.Steps[k].Kernel
}

// conv is what kernels read of a convolution.
func (r *run) conv(s *plan.Step, kernel *network.Kernel, how []uint8) *kernels.Conv {
	w := s.Window
	return &kernels.Conv{
		From: r.Live(s.In[0], how), To: r.Live(s.Out, nil),
		KH: w.KH, KW: w.KW, SH: w.SH, SW: w.SW, DH: w.DH, DW: w.DW, PT: w.Top, PL: w.Left,
		Tap: kernel.Tap, In: kernel.In, Out: kernel.Out, Weights: kernel.Weights,
	}
}

// backward sends the gradients of what a step makes to what it reads.
func (r *run) backward(k int, m *kernels.Memory) {
	s := &r.Steps[k]
	r.clearOrphans(m, s.Orphans)
	m = r.at(*m, k)
	for i := range s.Back {
		b := &s.Back[i]
		l := &r.Tensors[b.Tensor]
		n := len(l.Elements)
		switch s.Kind {
		case network.Conv:
			c := r.conv(s, s.Kernel, b.How)
			r.each(n, func(w, from, to int) { r.form.ConvBackward(c, m, from, to, r.lists[w]) })
		case network.Max:
			w := &kernels.Windows{First: b.First, Places: b.Places, Slot: l.Slot, Row: l.Row, How: b.How}
			r.each(n, func(_, from, to int) { r.form.MaxBackward(w, m, from, to) })
		case network.Product:
			c := &kernels.Lists{First: b.First, Factors: b.Factors, Weights: s.Weights, Slot: l.Slot, Row: l.Row, How: b.How}
			r.each(n, func(_, from, to int) { r.form.ProductBackward(c, m, from, to) })
		default:
			c := &kernels.Lists{First: b.First, Entries: b.Entries, Weights: s.Weights, Slot: l.Slot, Row: l.Row, How: b.How}
			r.each(n, func(_, from, to int) { r.form.SumBackward(c, m, from, to) })
		}
	}
}

// seed gives the score the gradient 1 at each point; it reports whether the score varies.
func (r *run) seed(m *kernels.Memory) bool {
	l := &r.Tensors[len(r.Tensors)-1]
	for _, slot := range l.Slot {
		at := m.Arena[int(slot)*m.Columns : (int(slot)+1)*m.Columns]
		for s := range at {
			at[s] = 1
		}
	}
	return len(l.Slot) > 0
}

// clearOrphans gives rows that no gradient reaches the gradient 0.
func (r *run) clearOrphans(m *kernels.Memory, slots []int32) {
	for _, slot := range slots {
		clear(m.Arena[int(slot)*m.Columns : (int(slot)+1)*m.Columns])
	}
}
