package plan

import (
	"slices"

	"tfreeze/internal/pruned/network"
)

// need drops what varies and is not needed.
func (p *Plan) need() {
	needed := make([][]bool, len(p.Tensors))
	for t := range needed {
		needed[t] = make([]bool, len(p.Tensors[t].Elements))
	}
	for i := range needed[len(needed)-1] {
		needed[len(needed)-1][i] = true
	}
	for k := len(p.Steps) - 1; k >= 0; k-- {
		s := &p.Steps[k]
		if s.Kind == network.Conv {
			p.needConv(s, needed)
			continue
		}
		for i, n := range needed[s.Out] {
			for _, m := range s.members(i) {
				if n && m.Input >= 0 {
					needed[s.In[m.Input]][m.Index] = true
				}
			}
		}
	}
	p.drop(needed)
}

// members of the i-th output.
func (s *Step) members(i int) []Member {
	if s.Kind == network.View {
		return s.Members[i : i+1]
	}
	return s.Members[s.First[i]:s.First[i+1]]
}

// needConv needs what the pixels of needed outputs read.
func (p *Plan) needConv(s *Step, needed [][]bool) {
	in, out := &p.Tensors[s.In[0]], &p.Tensors[s.Out]
	for pixel := range p.Shape(s.Out).Pixels() {
		some := false
		for _, n := range needed[s.Out][out.Start[pixel]:out.Start[pixel+1]] {
			some = some || n
		}
		if !some {
			continue
		}
		for q := range taps(s.Window, p.Shape(s.In[0]), p.Shape(s.Out), pixel) {
			all := needed[s.In[0]][in.Start[q]:in.Start[q+1]]
			for i := range all {
				all[i] = true
			}
		}
	}
}

// drop takes away the elements that are not kept, and renumbers members.
func (p *Plan) drop(keep [][]bool) {
	at := make([][]int32, len(keep))
	for t, k := range keep {
		if slices.Contains(k, false) {
			at[t] = renumbered(k)
		}
	}
	for k := range p.Steps {
		s := &p.Steps[k]
		if at[s.Out] != nil {
			s.keepOnly(keep[s.Out])
		}
		for i := range s.Members {
			if m := &s.Members[i]; m.Input >= 0 && at[s.In[m.Input]] != nil {
				m.Index = at[s.In[m.Input]][m.Index]
			}
		}
	}
	for t := range p.Tensors {
		if at[t] != nil {
			p.Tensors[t] = p.kept(t, keep[t])
		}
	}
}

// renumbered are the numbers of what is kept.
func renumbered(keep []bool) []int32 {
	at := make([]int32, len(keep))
	left := int32(0)
	for i, k := range keep {
		at[i] = left
		if k {
			left++
		}
	}
	return at
}

// kept are the live elements that are kept.
func (p *Plan) kept(t int, keep []bool) Live {
	l := &p.Tensors[t]
	var elements []int32
	for i, k := range keep {
		if k {
			elements = append(elements, l.Elements[i])
		}
	}
	owners := l.owners
	left := p.live(t, elements)
	left.owners = owners
	return left
}

// keepOnly drops outputs from the lists of members.
func (s *Step) keepOnly(keep []bool) {
	if s.Kind == network.Conv {
		return
	}
	var members []Member
	first := []int32{0}
	for i, k := range keep {
		if k {
			members = append(members, s.members(i)...)
			first = append(first, int32(len(members)))
		}
	}
	s.Members = members
	if s.Kind != network.View {
		s.First, s.Pairs = first, int64(len(members))
	}
}

// Keep drops the elements of a step's output that are not kept, before anything reads
// them.
func (p *Plan) Keep(k int, keep []bool) {
	s := &p.Steps[k]
	s.keepOnly(keep)
	p.Tensors[s.Out] = p.kept(s.Out, keep)
}
