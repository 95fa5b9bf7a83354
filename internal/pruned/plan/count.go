package plan

import "tfreeze/internal/pruned/network"

// rowWork is what a row costs besides its pairs, in multiply-adds: it is written and read
// several times, whatever its sum is.
const rowWork = 16

// Work is what a point costs in one direction, in multiply-adds.
func (p *Plan) Work() int64 { return p.Pairs + rowWork*int64(p.Rows) }

// LiftedPairs estimates the multiply-adds at one point in threshold mode, forward: all units
// that read what is live in mask mode, which varies in few more places.
func (p *Plan) LiftedPairs() int64 {
	channels, total := p.Channels(), int64(0)
	for k := range p.Steps {
		s := &p.Steps[k]
		if s.Kind != network.Conv {
			total += s.Pairs
			continue
		}
		outputs := int64(p.Shape(s.Out).C)
		if c := channels[s.Out]; c != nil {
			outputs = count(c)
		}
		start := p.Tensors[s.In[0]].Start
		for pixel := range p.Shape(s.Out).Pixels() {
			for q := range taps(s.Window, p.Shape(s.In[0]), p.Shape(s.Out), pixel) {
				total += outputs * int64(start[q+1]-start[q])
			}
		}
	}
	return total
}

func count(set []bool) int64 {
	n := int64(0)
	for _, in := range set {
		if in {
			n++
		}
	}
	return n
}

// Bytes is the memory of a run of so many columns.
func (p *Plan) Bytes(columns int) int64 {
	winners := 0
	for k := range p.Steps {
		if s := &p.Steps[k]; s.Kind == network.Max {
			winners += len(p.Tensors[s.Out].Elements)
		}
	}
	return int64(columns) * (4*int64(p.Slots) + int64(p.Rows)/8 + int64(winners))
}
