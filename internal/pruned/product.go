package pruned

import (
	"tfreeze/internal/kernels"
	"tfreeze/internal/pruned/network"
	"tfreeze/internal/pruned/plan"
)

// keep copies the states that a part of a product multiplies, for the way back: by then,
// gradients are in their place.
func (b *block) keep(part plan.Part, kept []float32) {
	first := 0
	for i, t := range b.Steps[part.Step].In {
		from, to := b.Multiplied(part, i)
		b.copyStates(t, from, to, &b.memory, kept[first*b.memory.Columns:])
		first += len(b.Tensors[t].Elements)
	}
}

// keepStates does so for a whole step, if it is a product that keeps any.
func (l *lifting) keepStates(k int) []float32 {
	kept, first := l.roomToKeep(k, l.memory.Columns), 0
	if kept == nil {
		return nil
	}
	for _, t := range l.Steps[k].In {
		n := len(l.Tensors[t].Elements)
		l.copyStates(t, 0, n, &l.memory, kept[first*l.memory.Columns:])
		first += n
	}
	return kept
}

// copyStates copies the states of a tensor's live elements from..to-1 to their places.
func (r *run) copyStates(t, from, to int, m *kernels.Memory, kept []float32) {
	slots := r.Tensors[t].Slot
	for i := from; i < to; i++ {
		copy(kept[i*m.Columns:(i+1)*m.Columns], m.Arena[int(slots[i])*m.Columns:])
	}
}

// roomToKeep is room for what a product keeps; nil where it keeps nothing. It is 0 at first:
// at x0 nothing is kept.
func (r *run) roomToKeep(k, columns int) []float32 {
	if s := &r.Steps[k]; s.Kind == network.Product {
		if n := r.Kept(s); n > 0 {
			return kernels.Aligned(n * columns)
		}
	}
	return nil
}
