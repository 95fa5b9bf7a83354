package plan

import (
	"tfreeze/internal/pruned/network"
	"tfreeze/internal/pruned/rooms"
)

// Place gives a tensor that is made at a step rows and slots, as a whole.
func (p *Plan) Place(t, step int) {
	p.rows(t, step)
	l := &p.Tensors[t]
	if step >= 0 && p.Steps[step].Kind == network.View {
		p.show(&p.Steps[step], func(l *Live) []int32 { return l.Slot })
		return
	}
	p.Free(step)
	first := p.slots.of(len(l.Elements), t)
	for i := range l.Slot {
		l.Slot[i] = int32(first + i)
	}
	p.Slots = max(p.Slots, p.slots.high)
}

// Free takes back the slots that no step from this on reads.
func (p *Plan) Free(step int) { p.slots.end(step) }

// Take takes n slots for some of the output of a step.
func (p *Plan) Take(step, n int) int {
	if n == 0 {
		return 0
	}
	first := p.slots.of(n, p.Steps[step].Out)
	p.Slots = max(p.Slots, p.slots.high)
	return first
}

// PlaceAt gives the live elements of a step's output rows, and slots that were taken for
// them.
func (p *Plan) PlaceAt(step int, slots []int32) {
	t := p.Steps[step].Out
	p.rows(t, step)
	p.Tensors[t].Slot = slots
}

// rows gives the elements of a tensor rows; a view's are those of what it shows.
func (p *Plan) rows(t, step int) {
	l := &p.Tensors[t]
	n := len(l.Elements)
	l.Row, l.Slot, l.Grad = p.ints(n), rooms.Cleared[int32](&p.loan, n), rooms.Cleared[int32](&p.loan, n)
	if step >= 0 && p.Steps[step].Kind == network.View {
		p.show(&p.Steps[step], func(l *Live) []int32 { return l.Row })
		return
	}
	for i := range l.Row {
		l.Row[i] = int32(p.Rows + i)
	}
	p.Rows += n
}

// show gives what a view shows the numbers of what holds it.
func (p *Plan) show(s *Step, of func(*Live) []int32) {
	to := of(&p.Tensors[s.Out])
	for i, m := range s.Members {
		to[i] = of(&p.Tensors[s.In[m.Input]])[m.Index]
	}
}

// A placing gives slots to parts while something has still to read them. A chunk is a row
// of pixels of a tensor, or all of one that no stage streams.
type placing struct {
	*Plan
	space
	base     []int
	streamed []bool
	// last is the last part that touches a chunk, and at the chunk's first slot, -1 before
	// it has one.
	last, at []int
	slot     func(*Live) []int32
}

// place gives slots to states and to gradients.
func (p *Plan) place() {
	streamed := make([]bool, len(p.Tensors))
	streamed[p.Net.Input] = p.Stages[0].Streams
	for i := range p.Stages {
		for k := p.Stages[i].from; k < p.Stages[i].to; k++ {
			streamed[p.Steps[k].Out] = p.Stages[i].Streams
		}
	}
	var forward, backward []Part
	for i := range p.Stages {
		forward, backward = append(forward, p.Stages[i].Forward...), append(backward, p.Stages[len(p.Stages)-1-i].Backward...)
	}
	states := p.placing(streamed, func(l *Live) []int32 { return l.Slot })
	states.run(forward, p.touchForward)
	gradients := p.placing(streamed, func(l *Live) []int32 { return l.Grad })
	gradients.run(append([]Part{{Step: len(p.Steps) - 1, Back: -1, to: 1}}, backward...), p.touchBackward)
	p.Slots = max(states.high, gradients.high)
	for k := range p.Steps {
		if s := &p.Steps[k]; s.Kind == network.View {
			p.show(s, states.slot)
			p.show(s, gradients.slot)
		}
	}
}

func (p *Plan) placing(streamed []bool, slot func(*Live) []int32) *placing {
	c := &placing{Plan: p, base: make([]int, len(p.Tensors)), streamed: streamed, slot: slot}
	n := 0
	for t := range p.Tensors {
		if c.base[t] = n; streamed[t] {
			n += p.Shape(t).H
		} else {
			n++
		}
	}
	c.last, c.at = make([]int, n), make([]int, n)
	for i := range c.at {
		c.at[i] = -1
	}
	return c
}

// run gives slots to what parts touch, in their order.
func (c *placing) run(parts []Part, touch func(p *Part, f func(t, from, to int))) {
	for n := range parts {
		touch(&parts[n], func(t, from, to int) { c.each(t, from, to, func(chunk, _ int) { c.last[chunk] = n }) })
	}
	for n := range parts {
		touch(&parts[n], func(t, from, to int) {
			c.each(t, from, to, func(chunk, row int) {
				if c.at[chunk] < 0 {
					c.give(chunk, t, row)
				}
			})
		})
		touch(&parts[n], func(t, from, to int) {
			c.each(t, from, to, func(chunk, row int) {
				if c.last[chunk] == n {
					c.end(chunk, t, row)
				}
			})
		})
	}
}

// each visits the chunks of rows of a tensor.
func (c *placing) each(t, from, to int, visit func(chunk, row int)) {
	if !c.streamed[t] {
		if from < to {
			visit(c.base[t], 0)
		}
		return
	}
	for row := from; row < to; row++ {
		visit(c.base[t]+row, row)
	}
}

// elements are those of a chunk.
func (c *placing) elements(t, row int) (from, to int) {
	l, w := &c.Tensors[t], c.Shape(t).W
	if !c.streamed[t] {
		return 0, len(l.Elements)
	}
	return int(l.Start[row*w]), int(l.Start[(row+1)*w])
}

func (c *placing) give(chunk, t, row int) {
	from, to := c.elements(t, row)
	c.at[chunk] = 0
	if from < to {
		c.at[chunk] = c.take(to - from)
	}
	slot := c.slot(&c.Tensors[t])
	for i := from; i < to; i++ {
		slot[i] = int32(c.at[chunk] + i - from)
	}
}

func (c *placing) end(chunk, t, row int) {
	if from, to := c.elements(t, row); from < to {
		c.space.give(c.at[chunk], to-from)
	}
	c.last[chunk] = -1
}

// touchForward visits the rows of tensors that a part reads, and those that it makes.
func (p *Plan) touchForward(part *Part, visit func(t, from, to int)) {
	if part.Step < 0 {
		visit(p.Net.Input, part.from, part.to)
		return
	}
	s := &p.Steps[part.Step]
	visit(s.Out, part.from, part.to)
	for i, t := range s.In {
		from, _ := p.reads(s, i, part.from)
		_, to := p.reads(s, i, part.to-1)
		p.touch(t, from, to, visit)
	}
}

// touch visits the rows of what holds rows of a tensor.
func (p *Plan) touch(t, from, to int, visit func(t, from, to int)) {
	for _, o := range p.Tensors[t].owners {
		first, last := o.held(from, to, p.Shape(o.tensor).H)
		visit(o.tensor, first, last)
	}
}

// touchBackward visits the rows of tensors whose gradients a part reads or makes.
func (p *Plan) touchBackward(part *Part, visit func(t, from, to int)) {
	switch {
	case part.Step < 0:
		visit(p.Net.Input, part.from, part.to)
	case part.Back < 0:
		visit(p.Steps[part.Step].Out, part.from, part.to)
	default:
		s := &p.Steps[part.Step]
		t := s.Back[part.Back].Tensor
		p.touch(t, part.from, part.to, visit)
		from, _ := p.readBy(s, t, part.from)
		_, to := p.readBy(s, t, part.to-1)
		visit(s.Out, from, to)
	}
}
