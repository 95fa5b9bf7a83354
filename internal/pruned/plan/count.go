package plan

import (
	"unsafe"

	"tfreeze/internal/kernels"
	"tfreeze/internal/pruned/network"
)

// rowWork is what a row costs besides its pairs, in multiply-adds: it is written and read
// several times, whatever its sum is.
const rowWork = 16

// Work is what a point costs in one direction, in multiply-adds.
func (p *Plan) Work() int64 { return p.Pairs + rowWork*int64(p.Rows) }

// Functions is how many functions a point takes on the way forward: activations that are
// computed one by one, by value and derivative.
func (p *Plan) Functions() int64 {
	n := int64(0)
	for k := range p.Steps {
		if s := &p.Steps[k]; s.isFunction() {
			n += int64(len(p.Tensors[s.Out].Elements))
		}
	}
	return n
}

func (s *Step) isFunction() bool { return s.Activation != nil && !s.Activation.Clips }

// Candidates are what finding the units that pass takes at one point, forward, in threshold mode.
type Candidates struct{ Pairs, Units, Functions int64 }

// Work is that in multiply-adds, but for functions.
func (c Candidates) Work() int64 { return c.Pairs + rowWork*c.Units }

// Candidates estimates them: all units that read what is live in mask mode, which varies in few
// more places.
func (p *Plan) Candidates() Candidates {
	var all Candidates
	channels := p.Channels()
	for k := range p.Steps {
		s := &p.Steps[k]
		pairs, units := s.Pairs, int64(len(p.Tensors[s.Out].Elements))
		if s.Kind == network.Conv {
			pairs, units = p.liftedConv(s, channels[s.Out])
		}
		all.Pairs, all.Units = all.Pairs+pairs, all.Units+units
		if s.isFunction() {
			all.Functions += units
		}
	}
	return all
}

// liftedConv counts the pairs and units of a convolution.
func (p *Plan) liftedConv(s *Step, channels []bool) (pairs, units int64) {
	outputs := int64(p.Shape(s.Out).C)
	if channels != nil {
		outputs = count(channels)
	}
	start := p.Tensors[s.In[0]].Start
	for pixel := range p.Shape(s.Out).Pixels() {
		read := int64(0)
		for q := range taps(s.Window, p.Shape(s.In[0]), p.Shape(s.Out), pixel) {
			read += int64(start[q+1] - start[q])
		}
		if pairs += outputs * read; read > 0 {
			units += outputs
		}
	}
	return pairs, units
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

// Lists is the memory of the plan's own lists.
func (p *Plan) Lists() int64 {
	total := 0
	for t := range p.Tensors {
		l := &p.Tensors[t]
		total += 4 * (len(l.Elements) + len(l.Start) + len(l.Channel) + len(l.Slot) + len(l.Row))
	}
	for k := range p.Steps {
		s := &p.Steps[k]
		total += 4*len(s.First) + int(unsafe.Sizeof(Member{}))*len(s.Members)
		for _, b := range s.Back {
			total += len(b.How) + 4*len(b.First) + int(unsafe.Sizeof(kernels.Entry{}))*len(b.Entries) + int(unsafe.Sizeof(kernels.Place{}))*len(b.Places) + int(unsafe.Sizeof(kernels.Factor{}))*len(b.Factors)
		}
	}
	return int64(total)
}

// Bytes is the memory of a run of so many columns.
func (p *Plan) Bytes(columns int) int64 {
	winners, kept := 0, 0
	for k := range p.Steps {
		switch s := &p.Steps[k]; s.Kind {
		case network.Max:
			winners += len(p.Tensors[s.Out].Elements)
		case network.Product:
			kept += p.Kept(s)
		}
	}
	return int64(columns)*(4*int64(p.Slots+kept)+int64(p.Rows)/8+int64(winners)) + int64(p.Slots)
}
