package plan

import "tfreeze/internal/pruned/network"

// members of the i-th output.
func (s *Step) members(i int) []Member {
	if s.Kind == network.View {
		return s.Members[i : i+1]
	}
	return s.Members[s.First[i]:s.First[i+1]]
}

// Keep drops the elements of a step's output that are not kept, before anything reads
// them.
func (p *Plan) Keep(k int, keep []bool) {
	s := &p.Steps[k]
	l, c := &p.Tensors[s.Out], p.Shape(s.Out).C
	for i, is := range keep {
		if e := int(l.Elements[i]); !is {
			l.set.remove(e/c, e%c)
		}
	}
	p.number(s.Out)
	if s.Kind != network.Conv {
		s.keepOnly(keep)
	}
}

// keepOnly drops outputs from the lists of members.
func (s *Step) keepOnly(keep []bool) {
	var members []Member
	first := []int32{0}
	for i, k := range keep {
		if k {
			members = append(members, s.members(i)...)
			first = append(first, int32(len(members)))
		}
	}
	s.First, s.Members, s.Pairs = first, members, int64(len(members))
}
