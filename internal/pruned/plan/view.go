package plan

import (
	"math/bits"

	"tfreeze/internal/pruned/network"
)

// box is the image that a view fills.
func (s *Step) box() network.Tensor { return network.Tensor{H: s.Box[0], W: s.Box[1], C: s.Box[2]} }

// varyView moves what its inputs have live.
func (p *Plan) varyView(s *Step) set {
	out := p.Shape(s.Out)
	all := newSet(out)
	if s.Turned != nil {
		p.eachTurned(s, func(_, _, pixel, channel int) { all.add(pixel, channel) })
		return all
	}
	for i, t := range s.In {
		from := p.Tensors[t].set
		if out != s.box() {
			p.eachMoved(s, i, func(_, _, pixel, channel int) { all.add(pixel, channel) })
			continue
		}
		eachPixel(s, i, p.Shape(t), func(q, pixel int) { uniteMoved(all.at(pixel), from.at(q), s.At[i][2], out.C) })
	}
	return all
}

// eachPixel visits the pixels of a view's i-th input, and where in the box they are.
func eachPixel(s *Step, i int, from network.Tensor, visit func(q, pixel int)) {
	for y := range from.H {
		ty := y + s.At[i][0]
		if ty < 0 || ty >= s.Box[0] {
			continue
		}
		for x := range from.W {
			if tx := x + s.At[i][1]; tx >= 0 && tx < s.Box[1] {
				visit(y*from.W+x, ty*s.Box[1]+tx)
			}
		}
	}
}

// eachMoved visits the elements of a view's i-th input, and where in its output they are,
// whatever the output's shape.
func (p *Plan) eachMoved(s *Step, i int, visit func(q, c, pixel, channel int)) {
	from, out := p.Shape(s.In[i]), p.Shape(s.Out)
	eachPixel(s, i, from, func(q, pixel int) {
		for k, w := range p.Tensors[s.In[i]].set.at(q) {
			for ; w != 0; w &= w - 1 {
				c := k*wordBits + bits.TrailingZeros64(w)
				if to := c + s.At[i][2]; to >= 0 && to < s.Box[2] {
					e := pixel*s.Box[2] + to
					visit(q, c, e/out.C, e%out.C)
				}
			}
		}
	})
}

// needView needs what a view shows.
func (p *Plan) needView(s *Step, needed []set) {
	out := p.Shape(s.Out)
	if s.Turned != nil {
		p.eachTurned(s, func(q, c, pixel, channel int) {
			if needed[s.Out].has(pixel, channel) {
				needed[s.In[0]].add(q, c)
			}
		})
		return
	}
	for i, t := range s.In {
		from := needed[t]
		if out == s.box() {
			eachPixel(s, i, p.Shape(t), func(q, pixel int) {
				uniteMoved(from.at(q), needed[s.Out].at(pixel), -s.At[i][2], p.Shape(t).C)
			})
			continue
		}
		p.eachMoved(s, i, func(q, c, pixel, channel int) {
			if needed[s.Out].has(pixel, channel) {
				from.add(q, c)
			}
		})
	}
}

// listView lists which element of which input each live one is. Inputs that share a row of
// pixels come in the order of their channels, so that the members do.
func (p *Plan) listView(s *Step) {
	l := &p.Tensors[s.Out]
	s.Members = p.memberRoom(len(l.Elements))
	if s.Turned != nil {
		p.listTurned(s)
		return
	}
	if p.Shape(s.Out) != s.box() {
		p.listReshaped(s)
		return
	}
	box := s.box()
	for pixel := range box.Pixels() {
		if l.Start[pixel] == l.Start[pixel+1] {
			continue
		}
		for i, t := range s.In {
			y, x, from := pixel/box.W-s.At[i][0], pixel%box.W-s.At[i][1], p.Shape(t)
			if y >= 0 && x >= 0 && y < from.H && x < from.W {
				p.listPixel(s, i, y*from.W+x, pixel)
			}
		}
	}
}

// listPixel lists what a view shows of a pixel of its i-th input.
func (p *Plan) listPixel(s *Step, i, q, pixel int) {
	in, out := &p.Tensors[s.In[i]], &p.Tensors[s.Out]
	by := s.At[i][2]
	for r := in.Start[q]; r < in.Start[q+1]; r++ {
		if c := int(in.Channel[r]) + by; c >= 0 && c < s.Box[2] && out.set.has(pixel, c) {
			s.Members = append(s.Members, Member{Input: int32(i), Index: r})
		}
	}
}

// listReshaped lists the members of a view of one input whose output has another shape.
func (p *Plan) listReshaped(s *Step) {
	in, out, r := &p.Tensors[s.In[0]], &p.Tensors[s.Out], int32(0)
	p.eachMoved(s, 0, func(q, c, pixel, channel int) {
		for r = max(r, in.Start[q]); int(in.Channel[r]) < c; {
			r++
		}
		if out.set.has(pixel, channel) {
			s.Members = append(s.Members, Member{Index: r})
		}
	})
}
