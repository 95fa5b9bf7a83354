package plan

import (
	"slices"

	"tfreeze/internal/pruned/network"
)

// A space gives ranges of slots, the first that are free, and takes them back.
type space struct {
	free []slotRange
	high int
}

type slotRange struct{ from, to int }

func (s *space) take(n int) int {
	for i := range s.free {
		if f := &s.free[i]; f.to-f.from >= n {
			f.from += n
			from := f.from - n
			if f.from == f.to {
				s.free = slices.Delete(s.free, i, i+1)
			}
			return from
		}
	}
	from := s.high
	if last := len(s.free) - 1; last >= 0 && s.free[last].to == s.high {
		from = s.free[last].from
		s.free = s.free[:last]
	}
	s.high = from + n
	return from
}

func (s *space) give(from, n int) {
	i, _ := slices.BinarySearchFunc(s.free, from, func(r slotRange, at int) int { return r.from - at })
	s.free = slices.Insert(s.free, i, slotRange{from, from + n})
	if i+1 < len(s.free) && s.free[i].to == s.free[i+1].from {
		s.free[i].to = s.free[i+1].to
		s.free = slices.Delete(s.free, i+1, i+2)
	}
	if i > 0 && s.free[i-1].to == s.free[i].from {
		s.free[i-1].to = s.free[i].to
		s.free = slices.Delete(s.free, i, i+1)
	}
}

// slots gives whole tensors their slots, one step after the other.
type slots struct {
	space
	// last is the last step that reads each tensor.
	last  []int
	taken []taken
}

type taken struct{ from, n, last int }

// end takes back what no step from this on reads.
func (s *slots) end(step int) {
	s.taken = slices.DeleteFunc(s.taken, func(t taken) bool {
		if t.last < step && t.n > 0 {
			s.give(t.from, t.n)
		}
		return t.last < step
	})
}

// of gives n slots to a tensor.
func (s *slots) of(n, tensor int) int {
	from := s.take(n)
	s.taken = append(s.taken, taken{from, n, s.last[tensor]})
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
