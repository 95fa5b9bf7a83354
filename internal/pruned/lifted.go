package pruned

import (
	"context"
	"errors"
	"slices"
	"sync"
	"unsafe"

	"tfreeze/internal/kernels"
	"tfreeze/internal/pruned/network"
	"tfreeze/internal/pruned/plan"
	"tfreeze/internal/pruned/rooms"
)

// IntegratedLifted is Integrated in threshold mode. It goes forward once to find the units
// that pass at one of the points, and takes the network of these as one that is frozen by a
// mask, with gates that are closed where a unit does not reach the threshold.
func (e *Engine) IntegratedLifted(ctx context.Context, target int, v plan.Values, from []float32, line Line) (Sum, error) {
	alphas := append(slices.Clone(line.Alphas), 0) // the baseline
	var passing []*plan.Plan
	columns := min(kernels.MaxColumns, e.Columns*2, vectors(len(alphas))*kernels.Lane)
	for at := 0; at < len(alphas); {
		p, err := e.lift(ctx, target, v, from, alphas[at:min(at+columns, len(alphas))], columns)
		switch {
		case errors.Is(err, ErrMemory) && columns > kernels.Lane:
			columns = columns / kernels.Lane / 2 * kernels.Lane
		case err != nil:
			return Sum{}, err
		default:
			passing, at = append(passing, p), at+columns
		}
	}
	p, err := plan.Lifted(e.net, target, v, passing)
	if err != nil {
		return Sum{}, err
	}
	defer p.Release()
	return e.along(ctx, p, v, from, line, mode{lifts: true})
}

// A lifting plans and goes forward at once, step by step: what passes at a point is known
// when all that varies has been computed.
type lifting struct {
	*ray
	channels [][]bool
	memory   kernels.Memory
	along    []float32
	// ends are the least and the largest of along.
	ends [2]float32
	// bounds are bounded rows of the states of the tensor boundedOf, -1 of none; shares say
	// where points are between those of the first vector.
	bounds    []float32
	boundedOf int
	shares    []float32
	// screenedParams are of what bounds leave.
	screenedParams []kernels.Param
	// growing is locked where states may move.
	growing         sync.RWMutex
	cycles, counted []int32
	// gates and factors are written, as the way back would read them, and nobody does.
	gates   []uint16
	factors []float32
}

// lift finds the units that pass at some points, as many as there are columns. It is
// ErrMemory as soon as it is known that this takes more than Memory.
func (e *Engine) lift(ctx context.Context, target int, v plan.Values, from []float32, alphas []float64, columns int) (*plan.Plan, error) {
	p, err := plan.New(e.net, target)
	if err != nil {
		return nil, err
	}
	l := &lifting{channels: p.Channels(), ray: newRay(e.newRun(p, v, mode{lifts: true}), rays(p), from), boundedOf: -1}
	defer l.release()
	defer func() { l.Rooms.Give(l.memory.Arena, l.single.Arena, l.bounds) }()
	l.inChunks = true
	l.setPoints(columns, alphas)
	l.setLists()
	p.Place(p.Net.Input, -1)
	l.begin()
	for k := range p.Steps {
		if err := alive(ctx); err != nil {
			return nil, err
		}
		if err := l.step(k); err != nil {
			return nil, err
		}
		if e.Memory > 0 && l.held() > e.Memory {
			return nil, ErrMemory
		}
	}
	return p, nil
}

func (l *lifting) setPoints(columns int, alphas []float64) {
	l.memory.Columns, l.single.Columns = columns, kernels.Lane
	l.along, l.shares = kernels.Aligned(columns), kernels.Aligned(columns)
	l.setAlong(alphas)
	l.ends = [2]float32{slices.Min(l.along), slices.Max(l.along)}
}

// begin places the input.
func (l *lifting) begin() {
	all := plan.Part{Step: -1, To: len(l.Tensors[l.Net.Input].Elements)}
	l.growSingle()
	if l.spreads {
		l.grow()
		l.makeEnd(len(l.Steps), all.To)
	}
	if l.start(all); l.spreads {
		m := l.memory
		m.After = kernels.Scale
		l.spread(len(l.Steps), all, l.hold.Memory(&m))
	}
}

// spread computes states at an end of the ray.
func (l *lifting) spread(k int, all plan.Part, m kernels.HeldMemory) {
	t := l.end(k)
	end := l.hold.Ray(&kernels.Ray{Base: l.bases[k], Along: l.along, Slot: t.Slot, Row: t.Row}, &l.memory)
	l.shared(all, func(_ int, part plan.Part) { l.form.Spread(end, m, part.From, part.To) })
}

// grow makes room for the rows and slots that the plan has now.
func (l *lifting) grow() {
	l.growParams()
	l.memory.Arena = l.more(l.memory.Arena, l.Slots*l.memory.Columns)
}

// growSingle does so for the column.
func (l *lifting) growSingle() {
	l.growParams()
	l.single.Arena = l.more(l.single.Arena, l.Slots*kernels.Lane)
}

func (l *lifting) growParams() {
	for len(l.params) < l.Rows {
		l.params = append(l.params, kernels.Param{Scale: 1})
	}
	l.memory.Params, l.single.Params = l.params, l.params
}

// more is room for n floats, with those that are there.
func (l *lifting) more(f []float32, n int) []float32 {
	if n <= len(f) {
		return f
	}
	g := l.Rooms.Take(n + n/2)
	copy(g, f)
	l.Rooms.Give(f)
	return g
}

// held is the memory of the run as it is now; states are in two places when they grow.
func (l *lifting) held() int64 {
	return l.bytes(l.Plan, l.places) + 4*int64(2*len(l.memory.Arena)+len(l.single.Arena)+len(l.bounds)+len(l.factors)) + 2*int64(len(l.gates)) + int64(len(l.screenedParams))*int64(unsafe.Sizeof(kernels.Param{}))
}

// step plans and computes a step.
func (l *lifting) step(k int) error {
	s := &l.Steps[k]
	if err := l.Vary(k, plan.Filter{Channels: l.channels[s.Out]}, l.values); err != nil {
		return err
	}
	if s.Activation != nil && s.Activation.Frozen >= 0 {
		return l.lifted(k)
	}
	l.Place(s.Out, k)
	if l.places[k] != inside {
		l.grow()
	}
	if l.places[k] != behind {
		l.growSingle()
	}
	if s.Kind == network.View {
		return nil
	}
	if err := l.setParams(k); err != nil {
		return err
	}
	l.setForward(k)
	l.whole(k)
	return nil
}

// whole computes all states of a step that freezes nothing.
func (l *lifting) whole(k int) {
	all := plan.Part{Step: k, To: len(l.Tensors[l.Steps[k].Out].Elements)}
	if l.places[k] == atEnd {
		l.makeEnd(k, all.To)
	}
	l.part(all)
	m := l.at(l.memory, k)
	m.Kept = l.keepStates(k)
	l.addScratch(m, k)
	var hold kernels.Hold
	defer hold.Release()
	switch held := hold.Memory(m); l.places[k] {
	case behind:
		l.shared(all, func(worker int, part plan.Part) { l.forward(part, held, l.lists[worker]) })
	case atEnd:
		l.spread(k, all, held)
	}
}

// addScratch makes room for what the way back would read, and nobody does.
func (l *lifting) addScratch(m *kernels.Memory, k int) {
	if l.Steps[k].Kind == network.Max {
		m.Winners = rooms.Of[uint8](&l.loan, len(l.Tensors[l.Steps[k].Out].Elements)*m.Columns)
	}
	if m.After >= kernels.Clip {
		m.Gates = l.roomForGates(l.Rows * m.Columns / kernels.Lane)
	}
	if m.After == kernels.Functions {
		if n := l.Rows * m.Columns; n > len(l.factors) {
			l.factors = l.loan.Floats(n + n/2)
		}
		m.Factors = l.factors
	}
}

// roomForGates is room for n vectors' gates.
func (l *lifting) roomForGates(n int) []uint16 {
	if n > len(l.gates) {
		l.gates = rooms.Of[uint16](&l.loan, n+n/2)
	}
	return l.gates
}
