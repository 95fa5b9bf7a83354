package plan

import "tfreeze/internal/pruned/network"

// need drops what varies and is not needed.
func (p *Plan) need(v Values) error {
	needed := make([]set, len(p.Tensors))
	for t := range needed {
		if p.Tensors[t].set.words != nil { // others are between the parts of a step
			needed[t] = newSet(p.Shape(t))
		}
	}
	last := len(needed) - 1
	copy(needed[last].words, p.Tensors[last].set.words)
	for k := len(p.Steps) - 1; k >= 0; k-- {
		s := &p.Steps[k]
		// What reads it has said all that it needs of what it makes.
		needed[s.Out].meet(p.Tensors[s.Out].set)
		switch {
		case k == len(p.Steps)-1:
			if c := p.Shape(s.In[0]).C; needed[s.Out].has(0, 0) {
				needed[s.In[0]].add(p.target/c, p.target%c)
			}
		case s.Kind == network.Conv:
			p.needConv(s, needed)
		case s.Kind == network.View:
			p.needView(s, needed)
		case s.Kind == network.Product:
			if err := p.needProduct(s, needed, v); err != nil {
				return err
			}
		case s.Kind == network.Reduce:
			p.needReduce(s, needed)
		default:
			p.needWindows(s, needed)
		}
	}
	for t := range p.Tensors {
		p.Tensors[t].set.meet(needed[t])
	}
	return nil
}

// needConv needs what the pixels of needed outputs read.
func (p *Plan) needConv(s *Step, needed []set) {
	in, out := p.Shape(s.In[0]), p.Shape(s.Out)
	reads := make([]bool, in.Pixels())
	for pixel, some := range needed[s.Out].some() {
		if some {
			for q := range taps(s.Window, in, out, pixel) {
				reads[q] = true
			}
		}
	}
	for q, is := range reads {
		if is {
			fill(needed[s.In[0]].at(q), in.C)
		}
	}
}

// needWindows needs the channels that needed ones read.
func (p *Plan) needWindows(s *Step, needed []set) {
	each, perGroup := p.groups(s)
	read := make([]uint64, p.Tensors[s.In[0]].set.each)
	for pixel, some := range needed[s.Out].some() {
		if !some {
			continue
		}
		from := needed[s.Out].at(pixel)
		if each != perGroup || each != 1 {
			clear(read)
			widen(read, from, perGroup, each)
			from = read
		}
		p.eachSource(s, pixel, func(t, q, _ int) {
			if to := needed[t].at(q); s.Kind == network.Add {
				uniteAlong(to, from, p.Shape(t), p.Shape(s.Out))
			} else {
				unite(to, from)
			}
		})
	}
}
