package plan

import "tfreeze/internal/pruned/network"

// Vary finds which outputs of a step vary, of those that the filter takes, and lists what
// they read.
func (p *Plan) Vary(k int, f Filter, v Values) error {
	if err := p.vary(k, &f, v); err != nil {
		return err
	}
	p.number(p.Steps[k].Out)
	return p.list(k, v)
}

// vary finds which outputs of a step vary, of those that the filter takes.
func (p *Plan) vary(k int, f *Filter, v Values) (err error) {
	s := &p.Steps[k]
	out := &p.Tensors[s.Out].set
	switch {
	case k == len(p.Steps)-1:
		*out = p.varyScore(s)
	case s.Kind == network.Conv:
		*out = p.varyConv(s, f)
	case s.Kind == network.View:
		*out = p.varyView(s)
	case s.Kind == network.Product:
		*out, err = p.varyProduct(s, f, v)
	case s.Kind == network.Reduce:
		*out = p.varyReduce(s, f)
	default:
		*out = p.varyWindows(s, f)
	}
	return err
}

// varyScore takes the score of the target.
func (p *Plan) varyScore(s *Step) set {
	score := newSet(network.Tensor{H: 1, W: 1, C: 1})
	if c := p.Shape(s.In[0]).C; p.Tensors[s.In[0]].set.has(p.target/c, p.target%c) {
		score.add(0, 0)
	}
	return score
}

// varyConv takes all channels of a pixel that reads something live.
func (p *Plan) varyConv(s *Step, f *Filter) set {
	in, out := p.Shape(s.In[0]), p.Shape(s.Out)
	some, all := p.Tensors[s.In[0]].set.some(), f.set(out)
	for pixel := range out.Pixels() {
		reads := false
		for q := range taps(s.Window, in, out, pixel) {
			if reads = some[q]; reads {
				break
			}
		}
		if !reads {
			clear(all.at(pixel))
		}
	}
	return all
}

// varyWindows takes the channels that have something live in their window or, where groups
// of channels make groups of channels, the groups.
func (p *Plan) varyWindows(s *Step, f *Filter) set {
	out := p.Shape(s.Out)
	each, perGroup := p.groups(s)
	all := newSet(out)
	union, room := make([]uint64, max(all.each, p.Tensors[s.In[0]].set.each)), make([]uint64, all.each)
	for pixel := range out.Pixels() {
		clear(union)
		p.eachSource(s, pixel, func(t, q, _ int) {
			if from := p.Tensors[t].set; s.Kind == network.Add {
				unite(union, channelsAlong(from, p.Shape(t), out, q, room))
			} else {
				unite(union, from.at(q))
			}
		})
		if each == perGroup && each == 1 {
			copy(all.at(pixel), union)
		} else {
			widen(all.at(pixel), union, each, perGroup)
		}
	}
	if !f.takesAll() {
		all.meet(f.set(out))
	}
	return all
}

// groups are how many channels of the input make how many of the output.
func (p *Plan) groups(s *Step) (each, perGroup int) {
	if s.Kind != network.Grouped {
		return 1, 1
	}
	return p.Shape(s.In[0]).C / s.Kernel.Groups, p.Shape(s.Out).C / s.Kernel.Groups
}

// eachSource visits the pixels of tensors that an output pixel of a sum or max-pool reads.
func (p *Plan) eachSource(s *Step, pixel int, visit func(tensor, q, tap int)) {
	if s.Kind == network.Add {
		for _, t := range s.In {
			visit(t, pixelAlong(p.Shape(t), p.Shape(s.Out), pixel), 0)
		}
		return
	}
	for q, tap := range taps(s.Window, p.Shape(s.In[0]), p.Shape(s.Out), pixel) {
		visit(s.In[0], q, tap)
	}
}

// taps are the pixels of the input that an output pixel reads, and the taps by which.
func taps(w network.Window, in, out network.Tensor, pixel int) func(yield func(q, tap int) bool) {
	return func(yield func(q, tap int) bool) {
		y, x := pixel/out.W*w.SH-w.Top, pixel%out.W*w.SW-w.Left
		for i := range w.KH {
			yy := y + i*w.DH
			if yy < 0 || yy >= in.H {
				continue
			}
			for j := range w.KW {
				if xx := x + j*w.DW; xx >= 0 && xx < in.W && !yield(yy*in.W+xx, i*w.KW+j) {
					return
				}
			}
		}
	}
}
