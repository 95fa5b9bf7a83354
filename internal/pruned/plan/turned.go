package plan

import "math/bits"

// eachTurned visits the elements of a set of a view's input, and where they are in its
// output when dimensions are turned.
func (p *Plan) eachTurned(s *Step, visit func(q, c, pixel, channel int)) {
	from, out := p.Shape(s.In[0]), p.Shape(s.Out)
	for q := range from.Pixels() {
		for k, w := range p.Tensors[s.In[0]].set.at(q) {
			for ; w != 0; w &= w - 1 {
				c := k*wordBits + bits.TrailingZeros64(w)
				place := [3]int{q / from.W, q % from.W, c}
				visit(q, c, place[s.Turned[0]]*out.W+place[s.Turned[1]], place[s.Turned[2]])
			}
		}
	}
}

// listTurned lists the members of a view whose dimensions are turned.
func (p *Plan) listTurned(s *Step) {
	from, out := p.Shape(s.In[0]), p.Shape(s.Out)
	numbers := p.numbers(s.In[0])
	for _, e := range p.Tensors[s.Out].Elements {
		turned := [3]int{int(e) / out.C / out.W, int(e) / out.C % out.W, int(e) % out.C}
		var place [3]int
		for k, d := range s.Turned {
			place[d] = turned[k]
		}
		s.Members = append(s.Members, Member{Index: numbers[(place[0]*from.W+place[1])*from.C+place[2]]})
	}
}

// numbers are the places of live elements among all of a tensor; -1 is at the others.
func (p *Plan) numbers(t int) []int32 {
	all := make([]int32, p.Shape(t).Elements())
	for e := range all {
		all[e] = -1
	}
	for i, e := range p.Tensors[t].Elements {
		all[e] = int32(i)
	}
	return all
}
