package plan

import (
	"errors"
	"fmt"

	"tfreeze/internal/kernels"
	"tfreeze/internal/pruned/network"
	"tfreeze/internal/pruned/rooms"
)

// backs counts pairs and finds the ways back.
func (p *Plan) backs() {
	p.Pairs = 0
	for k := range p.Steps {
		s := &p.Steps[k]
		if s.Kind == network.Conv {
			s.Pairs = p.convPairs(s)
		}
		if s.Kind != network.View {
			p.Pairs += s.Pairs
			p.back(s)
		}
	}
}

// turnAll lists what gradients are sums of, and says which come first and last.
func (p *Plan) turnAll(v Values) error {
	err := v.each(len(p.Steps), func(k int) error {
		s := &p.Steps[k]
		for b := range s.Back {
			if s.Kind != network.Conv {
				p.turn(s, &s.Back[b])
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return p.arrivals()
}

// convPairs counts the multiply-adds of a convolution.
func (p *Plan) convPairs(s *Step) int64 {
	in, out := p.Tensors[s.In[0]].Start, p.Tensors[s.Out].Start
	pairs := int64(0)
	for pixel := range p.Shape(s.Out).Pixels() {
		outputs := int64(out[pixel+1] - out[pixel])
		if outputs == 0 {
			continue
		}
		for q := range taps(s.Window, p.Shape(s.In[0]), p.Shape(s.Out), pixel) {
			pairs += outputs * int64(in[q+1]-in[q])
		}
	}
	return pairs
}

// back has each input once.
func (p *Plan) back(s *Step) {
	s.Back = nil
	seen := map[int]bool{}
	for _, t := range s.In {
		if seen[t] {
			continue
		}
		seen[t] = true
		s.Back = append(s.Back, Back{Tensor: t, How: rooms.Cleared[uint8](&p.loan, len(p.Tensors[t].Elements))})
	}
}

// turn lists a step's members by the elements of one input.
func (p *Plan) turn(s *Step, b *Back) {
	b.First = rooms.Cleared[int32](&p.loan, len(b.How)+1)
	for i := range s.Members {
		if m := &s.Members[i]; m.Input >= 0 && s.In[m.Input] == b.Tensor {
			b.First[m.Index+1]++
		}
	}
	for i := range b.How {
		b.First[i+1] += b.First[i]
	}
	next := append(p.ints(len(b.First))[:0], b.First...)
	switch total := b.First[len(b.How)]; s.Kind {
	case network.Max:
		b.Places = rooms.Of[kernels.Place](&p.loan, int(total))
	case network.Product:
		b.Factors = rooms.Of[kernels.Factor](&p.loan, int(total))
	default:
		b.Entries = rooms.Of[kernels.Entry](&p.loan, int(total))
	}
	for output, slot := range p.Tensors[s.Out].Grad {
		for k, m := range s.members(output) {
			if m.Input < 0 || s.In[m.Input] != b.Tensor {
				continue
			}
			at := next[m.Index]
			next[m.Index]++
			switch s.Kind {
			case network.Max:
				b.Places[at] = kernels.Place{Slot: slot, Row: int32(output), Number: int32(k)}
			case network.Product:
				b.Factors[at] = kernels.Factor{Slot: slot, Weight: m.Weight, Kept: p.keptOf(s, output, int32(k))}
			default:
				b.Entries[at] = kernels.Entry{Slot: slot, Weight: m.Weight}
			}
		}
	}
}

// arrivals says of each row which gradient is the first to arrive, and which the last.
func (p *Plan) arrivals() error {
	gates := rooms.Cleared[uint8](&p.loan, p.Rows)
	for k := range p.Steps {
		if s := &p.Steps[k]; s.Activation != nil {
			for _, r := range p.Tensors[s.Out].Row {
				gates[r] = gateOf(s.Activation)
			}
		}
	}
	started := rooms.Cleared[bool](&p.loan, p.Rows)
	for k := len(p.Steps) - 1; k >= 0; k-- {
		for _, b := range p.Steps[k].Back {
			for i, r := range p.Tensors[b.Tensor].Row {
				if started[r] {
					b.How[i] = kernels.Adds
				}
				started[r] = true
			}
		}
	}
	p.orphans(started)
	// last is the number of the gradient, from 1, that reached a row last in this pass.
	last, number := rooms.Cleared[int32](&p.loan, p.Rows), int32(0)
	for k := range p.Steps {
		for n := len(p.Steps[k].Back) - 1; n >= 0; n-- {
			number++
			if err := p.close(p.Steps[k].Back[n], gates, last, number); err != nil {
				return fmt.Errorf("node %q: not prunable: %w", p.Steps[k].Name, err)
			}
		}
	}
	return nil
}

// gateOf are the bits of How that an activation sets.
func gateOf(a *network.Activation) uint8 {
	if a.Layer {
		return kernels.Gated
	}
	return kernels.Gated | kernels.Differentiated
}

// close marks the rows that no step before has closed.
func (p *Plan) close(b Back, gates []uint8, last []int32, number int32) error {
	for i, r := range p.Tensors[b.Tensor].Row {
		switch last[r] {
		case number:
			return errors.New("it reads an element twice")
		case 0:
			b.How[i] |= kernels.Closes
		}
		b.How[i] |= gates[r]
		last[r] = number
	}
	return nil
}

// orphans lists the rows that no gradient reaches: what was lifted and is not needed.
func (p *Plan) orphans(started []bool) {
	for k := range p.Steps {
		s := &p.Steps[k]
		if s.Orphans = nil; s.Kind != network.View && k < len(p.Steps)-1 {
			s.Orphans = p.unreached(s.Out, started)
		}
	}
	p.Orphans = p.unreached(p.Net.Input, started)
}

func (p *Plan) unreached(t int, started []bool) []int32 {
	var alone []int32
	for i, r := range p.Tensors[t].Row {
		if !started[r] {
			alone = append(alone, int32(i))
		}
	}
	return alone
}
