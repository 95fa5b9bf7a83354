package plan

import (
	"fmt"

	"tfreeze/internal/kernels"
	"tfreeze/internal/pruned/network"
	"tfreeze/internal/pruned/rooms"
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
	// Stages are the steps in parts, in the order in which to run them.
	Stages []Stage
	// Orphans are those of the input's live elements that no gradient reaches.
	Orphans []int32

	target int
	slots  slots
	// loan is what lists are in.
	loan rooms.Loan
}

// Live are the live elements of a tensor.
type Live struct {
	// Elements are sorted; those of pixel p are Start[p]..Start[p+1]-1, and Channel says
	// which of the pixel's they are.
	Elements, Start, Channel []int32
	// Slot, of its state, Grad, the slot of its gradient, and Row are each element's.
	Slot, Grad, Row []int32
	// owners are the tensors whose rows these are.
	owners []owner
	set    set
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
	// Orphans are those of its live outputs that no gradient reaches.
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
func New(n *network.Network, target int) (*Plan, error) { return begin(n, target, nil) }

func begin(n *network.Network, target int, lend *rooms.Rooms) (*Plan, error) {
	p := &Plan{loan: rooms.Loan{Rooms: lend}, Net: n, Tensors: make([]Live, len(n.Tensors)+1), target: target}
	if c := n.Tensors[n.Score].Elements(); target < 0 || target >= c {
		return nil, fmt.Errorf("target %d is not a class of the network: it has %d", target, c)
	}
	for _, s := range n.Steps {
		p.Steps = append(p.Steps, Step{Step: s})
	}
	// The score of the class is a tensor of one element, the last.
	last := network.Step{Kind: network.Add, Name: "explained", In: []int{n.Score}, Out: len(n.Tensors)}
	p.Steps = append(p.Steps, Step{Step: last})
	p.Tensors[n.Input].owners = []owner{{tensor: n.Input}}
	for k := range p.Steps {
		p.Tensors[p.Steps[k].Out].owners = p.ownersOf(&p.Steps[k])
	}
	p.Tensors[n.Input].set = fullSet(n.Tensors[n.Input])
	p.number(n.Input)
	p.slots.last = p.lastUses()
	return p, nil
}

// Release gives the memory of the plan's lists back to the rooms that lent it. Nobody may use
// the plan any more.
func (p *Plan) Release() { p.loan.Release() }

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
	return filtered(n, target, v, func(p *Plan, s *Step) (Filter, error) { return p.passing(s, v) })
}

// Lifted plans the network whose units are those that pass in one of some plans, in which
// they were found by Keep.
func Lifted(n *network.Network, target int, v Values, passing []*Plan) (*Plan, error) {
	return filtered(n, target, v, func(p *Plan, s *Step) (f Filter, _ error) {
		if s.Activation != nil && s.Activation.Frozen >= 0 {
			for _, other := range passing {
				f.sets = append(f.sets, other.Tensors[s.Out].set)
			}
		}
		return f, nil
	})
}

// filtered plans the network of the units that filters take.
func filtered(n *network.Network, target int, v Values, filter func(*Plan, *Step) (Filter, error)) (*Plan, error) {
	p, err := begin(n, target, v.Rooms)
	if err != nil {
		return nil, err
	}
	channels := p.Channels()
	for k := range p.Steps {
		f, err := filter(p, &p.Steps[k])
		if err != nil {
			return nil, err
		}
		f.Channels = channels[p.Steps[k].Out]
		if err := p.vary(k, &f, v); err != nil {
			return nil, err
		}
	}
	return p, p.arrange(v)
}

// arrange drops what is not needed, and places and lists the rest.
func (p *Plan) arrange(v Values) error {
	if err := p.need(v); err != nil {
		return err
	}
	p.number(p.Net.Input)
	p.rows(p.Net.Input, -1)
	_ = v.each(len(p.Steps), func(k int) error { p.number(p.Steps[k].Out); return nil })
	if err := v.each(len(p.Steps), func(k int) error { return p.list(k, v) }); err != nil {
		return err
	}
	for k := range p.Steps {
		p.rows(p.Steps[k].Out, k)
	}
	p.backs()
	p.schedule()
	p.place()
	return p.turnAll(v)
}

// Live returns what kernels read of a tensor's states.
func (p *Plan) Live(t int) kernels.Live {
	l, shape := &p.Tensors[t], p.Shape(t)
	return kernels.Live{Start: l.Start, Channel: l.Channel, Slot: l.Slot, Row: l.Row, H: shape.H, W: shape.W, Channels: shape.C}
}

// Gradients is Live for gradients.
func (p *Plan) Gradients(t int, how []uint8) kernels.Live {
	l := p.Live(t)
	l.Slot, l.How = p.Tensors[t].Grad, how
	return l
}

// Pooled reports of each tensor whether max-pools alone read it, themselves or by a view. Many
// of its elements win at no point: their gradients are 0.
func (p *Plan) Pooled() []bool {
	pooled, others := make([]bool, len(p.Tensors)), make([]bool, len(p.Tensors))
	for k := range p.Steps {
		s := &p.Steps[k]
		for _, t := range s.In {
			for _, o := range p.Tensors[t].owners {
				switch s.Kind {
				case network.View:
				case network.Max:
					pooled[o.tensor] = true
				default:
					others[o.tensor] = true
				}
			}
		}
	}
	for t, is := range others {
		pooled[t] = pooled[t] && !is
	}
	return pooled
}

// Owners are the tensors that hold the rows of one.
func (p *Plan) Owners(t int) []int {
	var all []int
	for _, o := range p.Tensors[t].owners {
		all = append(all, o.tensor)
	}
	return all
}
