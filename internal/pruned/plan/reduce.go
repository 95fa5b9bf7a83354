package plan

// varyReduce takes the means of something that varies.
func (p *Plan) varyReduce(s *Step, f *Filter) set {
	in, out := p.Shape(s.In[0]), p.Shape(s.Out)
	all := newSet(out)
	for q := range in.Pixels() {
		uniteAlong(all.at(pixelAlong(out, in, q)), p.Tensors[s.In[0]].set.at(q), out, in)
	}
	all.meet(f.set(out))
	return all
}

// needReduce needs all that the needed means are of.
func (p *Plan) needReduce(s *Step, needed []set) {
	in, out := p.Shape(s.In[0]), p.Shape(s.Out)
	room := make([]uint64, needed[s.In[0]].each)
	for q := range in.Pixels() {
		unite(needed[s.In[0]].at(q), channelsAlong(needed[s.Out], out, in, pixelAlong(out, in, q), room))
	}
}

// listReduce lists what means are of.
func (p *Plan) listReduce(s *Step) {
	in, out := p.Shape(s.In[0]), p.Shape(s.Out)
	from, to := &p.Tensors[s.In[0]], &p.Tensors[s.Out]
	numbers := p.numbers(s.Out)
	of, next := make([]int32, len(from.Elements)), make([]int32, len(to.Elements)+1)
	for i, e := range from.Elements {
		c := int(e) % in.C
		if out.C < in.C {
			c = 0
		}
		if of[i] = numbers[pixelAlong(out, in, int(e)/in.C)*out.C+c]; of[i] >= 0 {
			next[of[i]+1]++
		}
	}
	for i := range to.Elements {
		next[i+1] += next[i]
	}
	s.First = append([]int32(nil), next...)
	s.Members = make([]Member, next[len(to.Elements)])
	for i, k := range of {
		if k >= 0 {
			s.Members[next[k]] = Member{Index: int32(i)}
			next[k]++
		}
	}
	s.Weights, s.Pairs = []float32{1}, int64(len(s.Members))
	if !s.Total {
		s.Weights[0] = 1 / float32(in.Elements()/out.Elements())
	}
}
