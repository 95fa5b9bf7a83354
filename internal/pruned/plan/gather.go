package plan

import (
	"math"
	"slices"

	"tfreeze/internal/pruned/network"
)

// A gathering collects what the groups of an output pixel read: chains of nodes, in the
// order of inputs, taps and channels.
type gathering struct {
	head, tail []int32
	nodes      []node
	touched    []int32
}

type node struct {
	input, index, tap, channel, next int32
	value                            float32
}

func newGathering(groups int) *gathering {
	g := &gathering{head: make([]int32, groups), tail: make([]int32, groups)}
	for i := range g.head {
		g.head[i] = -1
	}
	return g
}

// gather collects what an output pixel reads, of groups of each channels.
func (p *Plan) gather(g *gathering, s *Step, pixel, each int) {
	for _, t := range g.touched {
		g.head[t] = -1
	}
	g.touched, g.nodes = g.touched[:0], g.nodes[:0]
	for i, t := range s.In {
		l := &p.Tensors[t]
		if s.Kind == network.Add {
			g.take(l, i, pixel, 0, each)
			continue
		}
		for q, tap := range taps(s.Window, p.Shape(t), p.Shape(s.Out), pixel) {
			g.take(l, i, q, tap, each)
		}
	}
	slices.Sort(g.touched)
}

// take adds what is live at a pixel.
func (g *gathering) take(l *Live, input, q, tap, each int) {
	for r := l.Start[q]; r < l.Start[q+1]; r++ {
		group := l.Channel[r] / int32(each)
		at := int32(len(g.nodes))
		g.nodes = append(g.nodes, node{int32(input), r, int32(tap), l.Channel[r] % int32(each), -1, 0})
		if g.head[group] < 0 {
			g.head[group] = at
			g.touched = append(g.touched, group)
		} else {
			g.nodes[g.tail[group]].next = at
		}
		g.tail[group] = at
	}
}

// varySum lists what the sums by members read.
func (p *Plan) varySum(s *Step, f *Filter) []int32 {
	out := p.Shape(s.Out)
	groups, each, perGroup := out.C, 1, 1
	if s.Kind == network.Grouped {
		groups = s.Kernel.Groups
		each, perGroup = p.Shape(s.In[0]).C/groups, out.C/groups
	}
	g := newGathering(groups)
	s.Weights = weights(s)
	s.First = []int32{0}
	var elements []int32
	for pixel := range out.Pixels() {
		p.gather(g, s, pixel, each)
		if len(g.touched) == 0 {
			continue
		}
		base := p.weightAt(s, pixel)
		for _, group := range g.touched {
			for o := int(group) * perGroup; o < (int(group)+1)*perGroup; o++ {
				if e := pixel*out.C + o; f.takes(e) {
					elements = append(elements, int32(e))
					s.sum(g, group, base, o)
				}
			}
		}
	}
	s.Pairs = int64(len(s.Members))
	return elements
}

// sum lists the members of an output.
func (s *Step) sum(g *gathering, group int32, weight, o int) {
	for at := g.head[group]; at >= 0; at = g.nodes[at].next {
		n := &g.nodes[at]
		m := Member{Input: n.input, Index: n.index, Weight: int32(weight)}
		if s.Kind == network.Grouped {
			k := s.Kernel
			m.Weight = int32(int(n.tap)*k.Tap + int(n.channel)*k.In + o*k.Out)
		}
		s.Members = append(s.Members, m)
	}
	s.First = append(s.First, int32(len(s.Members)))
}

// weights are those of the kernel or, for means, one over the numbers from 1 on.
func weights(s *Step) []float32 {
	switch {
	case s.Kind == network.Grouped:
		return s.Kernel.Weights
	case s.Kind == network.Average && !s.Total:
		w := make([]float32, s.Window.KH*s.Window.KW)
		for i := range w {
			w[i] = 1 / float32(i+1)
		}
		return w
	}
	return []float32{1}
}

// weightAt is the offset of the weight of all members of a pixel's outputs.
func (p *Plan) weightAt(s *Step, pixel int) int {
	if s.Kind != network.Average || s.Total {
		return 0
	}
	n := -1
	for range taps(s.Window, p.Shape(s.In[0]), p.Shape(s.Out), pixel) {
		n++
	}
	return n
}

// varyMax lists the members of windows: those that are live, and the largest of the
// others, the first of equals, at its place.
func (p *Plan) varyMax(s *Step, z []float32) []int32 {
	in, out := p.Shape(s.In[0]), p.Shape(s.Out)
	g := newGathering(out.C)
	s.First = []int32{0}
	var elements []int32
	var window []pixelOfWindow
	for pixel := range out.Pixels() {
		p.gather(g, s, pixel, 1)
		if len(g.touched) == 0 {
			continue
		}
		window = window[:0]
		for q, tap := range taps(s.Window, in, out, pixel) {
			window = append(window, pixelOfWindow{q * in.C, int32(tap)})
		}
		for _, c := range g.touched {
			elements = append(elements, int32(pixel*out.C)+c)
			s.window(g, int(c), window, z)
		}
	}
	s.Pairs = int64(len(s.Members))
	return elements
}

// pixelOfWindow is where the elements of a window's pixel begin, and its tap.
type pixelOfWindow struct {
	first int
	tap   int32
}

// window lists the members of a channel's window.
func (s *Step) window(g *gathering, channel int, window []pixelOfWindow, z []float32) {
	frozen, place := float32(0), int32(-1)
	most := float32(math.Inf(-1))
	at := g.head[channel]
	for _, w := range window {
		value := z[w.first+channel]
		most = max(most, value)
		if at >= 0 && g.nodes[at].tap == w.tap {
			g.nodes[at].value = value
			at = g.nodes[at].next
		} else if place < 0 || value > frozen {
			frozen, place = value, w.tap
		}
	}
	for at = g.head[channel]; at >= 0; at = g.nodes[at].next {
		n := &g.nodes[at]
		if place >= 0 && place < n.tap {
			s.Members = append(s.Members, Member{Input: -1, More: frozen - most})
			place = -1
		}
		s.Members = append(s.Members, Member{Index: n.index, More: n.value - most})
	}
	if place >= 0 {
		s.Members = append(s.Members, Member{Input: -1, More: frozen - most})
	}
	s.First = append(s.First, int32(len(s.Members)))
}
