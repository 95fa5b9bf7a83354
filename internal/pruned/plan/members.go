package plan

import (
	"math"
	"math/bits"

	"tfreeze/internal/pruned/network"
	"tfreeze/internal/pruned/rooms"
)

// list lists what the live elements of a step's output read.
func (p *Plan) list(k int, v Values) error {
	s := &p.Steps[k]
	s.First, s.Members = nil, nil
	switch {
	case k == len(p.Steps)-1:
		p.listScore(s)
	case s.Kind == network.Conv:
	case s.Kind == network.View:
		p.listView(s)
	case s.Kind == network.Max:
		z, err := v.At(s.Pooled)
		if err != nil {
			return err
		}
		p.listMax(s, z)
	case s.Kind == network.Product:
		return p.listProduct(s, v)
	case s.Kind == network.Reduce:
		p.listReduce(s)
	default:
		p.listSums(s)
	}
	return nil
}

// number lists the elements of a tensor's set.
func (p *Plan) number(t int) {
	l, shape := &p.Tensors[t], p.Shape(t)
	n := l.set.count()
	l.Elements, l.Channel, l.Start = p.ints(n), p.ints(n), p.ints(shape.Pixels()+1)
	l.Start[0] = 0
	at := int32(0)
	for pixel := range shape.Pixels() {
		first := int32(pixel * shape.C)
		for i, w := range l.set.at(pixel) {
			for ; w != 0; w &= w - 1 {
				c := int32(i*wordBits + bits.TrailingZeros64(w))
				l.Elements[at], l.Channel[at] = first+c, c
				at++
			}
		}
		l.Start[pixel+1] = at
	}
}

// ints are n numbers of any values; firsts is room for where n lists begin, the first at 0; and
// memberRoom is room for n.
func (p *Plan) ints(n int) []int32        { return rooms.Of[int32](&p.loan, n) }
func (p *Plan) firsts(n int) []int32      { return append(p.ints(n + 1)[:0], 0) }
func (p *Plan) memberRoom(n int) []Member { return rooms.Of[Member](&p.loan, n)[:0] }

// listScore lists the class's score.
func (p *Plan) listScore(s *Step) {
	s.Weights, s.First = []float32{1}, []int32{0}
	for range p.Tensors[s.Out].Elements {
		in := p.Tensors[s.In[0]]
		i := int32(0)
		for int(in.Elements[i]) != p.target {
			i++
		}
		s.First, s.Members = []int32{0, 1}, []Member{{Index: i}}
	}
}

// A source is a pixel that an output pixel reads: at goes through its live elements as the
// outputs go through the channels.
type source struct {
	input, tap, at, to, end int32
	channel                 []int32
	// first is the number of the pixel's first element.
	first int
	// repeats reports that its one channel is read by all.
	repeats bool
}

// element is the number of the element that it has at a channel of the output.
func (s *source) element(channel int32) int {
	if s.repeats {
		return s.first
	}
	return s.first + int(channel)
}

// sources are the pixels that an output pixel reads, in the order of inputs and taps.
func (p *Plan) sources(s *Step, pixel int, all []source) []source {
	all = all[:0]
	add := func(input, t, q, tap int) {
		l := &p.Tensors[t]
		all = append(all, source{int32(input), int32(tap), l.Start[q], l.Start[q], l.Start[q+1], l.Channel, q * p.Shape(t).C, false})
	}
	if s.Kind == network.Add || s.Kind == network.Product {
		for i, t := range s.In {
			in, out := p.Shape(t), p.Shape(s.Out)
			add(i, t, pixelAlong(in, out, pixel), 0)
			all[i].repeats = in.C < out.C
		}
		return all
	}
	for q, tap := range taps(s.Window, p.Shape(s.In[0]), p.Shape(s.Out), pixel) {
		add(0, s.In[0], q, tap)
	}
	return all
}

// group moves on to the channels from..to-1.
func (s *source) group(from, to int32) {
	if s.repeats {
		s.to = s.end
		return
	}
	for s.at = s.to; s.at < s.end && s.channel[s.at] < from; s.at++ {
	}
	for s.to = s.at; s.to < s.end && s.channel[s.to] < to; s.to++ {
	}
}

// listSums lists what sums read, in the order of inputs, taps and channels.
func (p *Plan) listSums(s *Step) {
	l := &p.Tensors[s.Out]
	s.Weights, s.First = weights(s), p.firsts(len(l.Elements))
	each, perGroup := p.groups(s)
	s.Members = p.memberRoom(p.mostMembers(s, each, perGroup))
	var read []source
	for pixel := range p.Shape(s.Out).Pixels() {
		if l.Start[pixel] == l.Start[pixel+1] {
			continue
		}
		read = p.sources(s, pixel, read)
		group, weight := -1, max(0, len(read)-1)
		for _, o := range l.Channel[l.Start[pixel]:l.Start[pixel+1]] {
			if g := int(o) / perGroup; g != group {
				group = g
				for i := range read {
					read[i].group(int32(g*each), int32((g+1)*each))
				}
			}
			s.sum(read, weight, int(o), each)
		}
	}
	s.Pairs = int64(len(s.Members))
}

// mostMembers bounds how many members sums have: each output reads some elements of each
// pixel of its window, and each element is read by some outputs of those whose window it is in.
func (p *Plan) mostMembers(s *Step, each, perGroup int) int {
	outputs, window, windows := len(p.Tensors[s.Out].Elements), len(s.In), 1
	if s.Kind != network.Add {
		window, windows = s.Window.KH*s.Window.KW, s.Window.Most()
	}
	read := 0
	for _, t := range s.In {
		if p.Shape(t).C < p.Shape(s.Out).C && s.Kind == network.Add {
			return outputs * window // it is repeated
		}
		read += len(p.Tensors[t].Elements)
	}
	return min(outputs*window*each, read*windows*perGroup)
}

// sum lists what an output reads.
func (s *Step) sum(read []source, mean, o, each int) {
	for i := range read {
		from := &read[i]
		for r := from.at; r < from.to; r++ {
			m := Member{Input: from.input, Index: r}
			switch {
			case s.Kind == network.Grouped:
				m.Weight = int32(int(from.tap)*s.Kernel.Tap + int(from.channel[r])%each*s.Kernel.In + o*s.Kernel.Out)
			case s.Kind == network.Average && !s.Total:
				m.Weight = int32(mean)
			case s.Signs != nil:
				m.Weight = from.input
			}
			s.Members = append(s.Members, m)
		}
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
	case s.Signs != nil:
		return s.Signs
	}
	return []float32{1}
}

// listMax lists the members of windows: those that are live, and the largest of the others,
// the first of equals, at its place.
func (p *Plan) listMax(s *Step, z []float32) {
	l := &p.Tensors[s.Out]
	s.First = p.firsts(len(l.Elements))
	// Each window has one frozen member at most.
	s.Members = p.memberRoom(s.Window.Most()*len(p.Tensors[s.In[0]].Elements) + len(l.Elements))
	var read []source
	for pixel := range p.Shape(s.Out).Pixels() {
		if l.Start[pixel] == l.Start[pixel+1] {
			continue
		}
		read = p.sources(s, pixel, read)
		for _, c := range l.Channel[l.Start[pixel]:l.Start[pixel+1]] {
			s.window(read, c, z)
		}
	}
	s.Pairs = int64(len(s.Members))
}

// window lists the members of a channel's window.
func (s *Step) window(read []source, channel int32, z []float32) {
	begin := len(s.Members)
	frozen, most, place := float32(0), float32(math.Inf(-1)), -1
	for i := range read {
		from := &read[i]
		value := z[from.first+int(channel)]
		if value > most {
			most = value
		}
		for from.at < from.end && from.channel[from.at] < channel {
			from.at++
		}
		if from.at < from.end && from.channel[from.at] == channel {
			s.Members = append(s.Members, Member{Index: from.at, More: value})
		} else if place < 0 || value > frozen {
			frozen, place = value, len(s.Members)
		}
	}
	if place >= 0 {
		s.Members = append(s.Members, Member{})
		copy(s.Members[place+1:], s.Members[place:])
		s.Members[place] = Member{Input: -1, More: frozen}
	}
	for i := range s.Members[begin:] {
		s.Members[begin+i].More -= most
	}
	s.First = append(s.First, int32(len(s.Members)))
}
