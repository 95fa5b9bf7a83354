package pruned

import (
	"tfreeze/internal/kernels"
	"tfreeze/internal/pruned/network"
)

// keepStates copies the states that a product multiplies, for the way back: by then, gradients
// are in their place.
func (r *run) keepStates(k int, m *kernels.Memory) {
	s := &r.Steps[k]
	if s.Kind != network.Product || r.kept[k] == nil {
		return
	}
	m.Kept = r.kept[k]
	at := 0
	for _, t := range s.In {
		slots, first := r.Tensors[t].Slot, at
		r.each(len(slots), func(_, from, to int) {
			for i := from; i < to; i++ {
				copy(m.Kept[(first+i)*m.Columns:(first+i+1)*m.Columns], m.Arena[int(slots[i])*m.Columns:])
			}
		})
		at += len(slots)
	}
}

// allocateKept makes room for what a product keeps.
func (r *run) allocateKept(k, columns int) {
	if s := &r.Steps[k]; s.Kind == network.Product {
		if n := r.Kept(s); n > 0 {
			r.kept[k] = kernels.Aligned(n * columns)
		}
	}
}
