package plan

import (
	"slices"

	"tfreeze/internal/pruned/network"
)

// slots gives ranges of slots to tensors, and takes them back behind their last use.
type slots struct {
	// last is the last step that reads each tensor.
	last  []int
	taken []slotRange
	high  int
}

type slotRange struct{ from, to, last int }

// take finds the first n slots in a row that are free from a step on.
func (s *slots) take(n, step, tensor int) int {
	s.taken = slices.DeleteFunc(s.taken, func(r slotRange) bool { return r.last < step })
	from, at := 0, 0
	for at < len(s.taken) && s.taken[at].from-from < n {
		from = s.taken[at].to
		at++
	}
	s.taken = slices.Insert(s.taken, at, slotRange{from, from + n, s.last[tensor]})
	s.high = max(s.high, from+n)
	return from
}

// lastUses finds the last step that reads each tensor, itself or by a view.
func (p *Plan) lastUses() []int {
	last := make([]int, len(p.Tensors))
	for k := len(p.Steps) - 1; k >= 0; k-- {
		s := &p.Steps[k]
		at := k
		if s.Kind == network.View {
			at = last[s.Out]
		}
		for _, t := range s.In {
			last[t] = max(last[t], at)
		}
	}
	last[len(last)-1] = len(p.Steps)
	return last
}
