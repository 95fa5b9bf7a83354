package plan

import (
	"fmt"

	"tfreeze/internal/kernels"
	"tfreeze/internal/pruned/network"
)

// A Plan is what is left of a network.
type Plan struct {
	Net     *network.Network
	Tensors []Live
	Steps   []Step
	// Rows is how many there are in all, and Slots how many are alive at once.
	Rows, Slots int
	// Pairs counts the multiply-adds at one point, in one direction.
	Pairs int64
	// Orphans are the slots of the input's elements that no gradient reaches.
	Orphans []int32

	target int
	// owners are, for each tensor, those that hold its rows.
	owners [][]int
	slots  slots
}

// Live are the live elements of a tensor.
type Live struct {
	// Elements are sorted; those of pixel p are Start[p]..Start[p+1]-1, and Channel says
	// which of the pixel's they are.
	Elements, Start, Channel []int32
	// Slot and Row are each element's.
	Slot, Row []int32
	set       set
}

// A Step is what is left of one.
type Step struct {
	network.Step
	// First and Members list what each output reads: those of output i are
	// First[i]..First[i+1]-1; a view has one each, and no First. A convolution of one
	// group has none: what it reads follows from the pixel.
	First   []int32
	Members []Member
	// Weights are what the members' weights are offsets in.
	Weights []float32
	// Pairs counts multiply-adds at one point.
	Pairs int64
	// Back are the inputs, each once, as gradients reach them; a view has none.
	Back []Back
	// Orphans are the slots of its outputs that no gradient reaches.
	Orphans []int32
}

// A Member is the Index-th live element of a step's Input, with a weight by its offset. For
// max-pools, Input -1 is the largest of a window's frozen elements, and More is what the
// element has at x0 more than the maximum.
type Member struct {
	Input, Index, Weight int32
	More                 float32
}

// Back is how gradients reach an input.
type Back struct {
	Tensor int
	// How is one of kernels' for each live element.
	How []uint8
	// First and Entries, Places or Factors list what reads each element, but for
	// convolutions of one group.
	First   []int32
	Entries []kernels.Entry
	Places  []kernels.Place
	Factors []kernels.Factor
}

// New starts the plan of a network for one class, of which the input's elements vary.
func New(n *network.Network, target int) (*Plan, error) {
	p := &Plan{Net: n, Tensors: make([]Live, len(n.Tensors)+1), target: target}
	if c := n.Tensors[n.Score].Elements(); target < 0 || target >= c {
		return nil, fmt.Errorf("target %d is not a class of the network: it has %d", target, c)
	}
	for _, s := range n.Steps {
		p.Steps = append(p.Steps, Step{Step: s})
	}
	// The score of the class is a tensor of one element, the last.
	last := network.Step{Kind: network.Add, Name: "explained", In: []int{n.Score}, Out: len(n.Tensors)}
	p.Steps = append(p.Steps, Step{Step: last})
	p.Tensors[n.Input] = Live{set: fullSet(n.Tensors[n.Input])}
	p.number(n.Input)
	p.slots.last, p.owners = p.lastUses(), p.ownersOfAll()
	return p, nil
}

// Shape is the shape of a tensor; the last is the score's.
func (p *Plan) Shape(t int) network.Tensor {
	if t == len(p.Net.Tensors) {
		return network.Tensor{H: 1, W: 1, C: 1}
	}
	return p.Net.Tensors[t]
}

// Mask plans the network whose frozen units are those that do not reach the threshold at
// x0.
func Mask(n *network.Network, target int, v Values) (*Plan, error) {
	p, err := New(n, target)
	if err != nil {
		return nil, err
	}
	channels := p.Channels()
	for k := range p.Steps {
		filter, err := p.passing(&p.Steps[k], v)
		if err != nil {
			return nil, err
		}
		filter.Channels = channels[p.Steps[k].Out]
		if err := p.vary(k, &filter, v); err != nil {
			return nil, err
		}
	}
	if err := p.need(v); err != nil {
		return nil, err
	}
	p.number(p.Net.Input)
	p.Place(p.Net.Input, -1)
	for k := range p.Steps {
		if err := p.list(k, v); err != nil {
			return nil, err
		}
		p.Place(p.Steps[k].Out, k)
	}
	return p, p.Finish()
}

// Place gives a tensor that is made at a step rows and slots.
func (p *Plan) Place(t, step int) {
	l := &p.Tensors[t]
	n := len(l.Elements)
	l.Slot, l.Row = make([]int32, n), make([]int32, n)
	if step >= 0 && p.Steps[step].Kind == network.View {
		s := &p.Steps[step]
		for i, m := range s.Members {
			from := &p.Tensors[s.In[m.Input]]
			l.Slot[i], l.Row[i] = from.Slot[m.Index], from.Row[m.Index]
		}
		return
	}
	first := p.slots.take(n, step, t)
	for i := range n {
		l.Slot[i], l.Row[i] = int32(first+i), int32(p.Rows+i)
	}
	p.Rows += n
	p.Slots = max(p.Slots, p.slots.high)
}

// Live returns what kernels read of a tensor.
func (p *Plan) Live(t int, how []uint8) kernels.Live {
	l, shape := &p.Tensors[t], p.Shape(t)
	return kernels.Live{Start: l.Start, Channel: l.Channel, Slot: l.Slot, Row: l.Row, How: how, H: shape.H, W: shape.W}
}

// Owners are the tensors that hold the rows of one.
func (p *Plan) Owners(t int) []int { return p.owners[t] }

// Skip leaves a step out: nothing of its output is live.
func (p *Plan) Skip(k int) {
	s := &p.Steps[k]
	s.First, s.Members = []int32{0}, nil
	p.Tensors[s.Out] = Live{set: newSet(p.Shape(s.Out))}
	p.number(s.Out)
	p.Tensors[s.Out].Slot, p.Tensors[s.Out].Row = []int32{}, []int32{}
}
