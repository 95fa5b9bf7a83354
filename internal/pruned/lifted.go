package pruned

import (
	"context"

	"tfreeze/internal/kernels"
	"tfreeze/internal/pruned/network"
	"tfreeze/internal/pruned/plan"
)

// A lifting plans and goes forward at once, in threshold mode: a unit is live if it passes
// at one of the points, which is known when all that vary have been computed.
type lifting struct {
	*integration
	channels [][]bool
	// valid marks the columns that are points.
	valid []uint16
	along []float32
}

// chunk is how many candidates are computed before those that pass are kept.
const chunk = 512

// IntegratedLifted is Integrated in threshold mode.
func (e *Engine) IntegratedLifted(ctx context.Context, target int, v plan.Values, from []float32, alphas []float64) ([]float64, error) {
	sums := make([][]float64, len(e.net.Steps)+1) // by step, the score's last
	var input []float64
	columns := e.width(len(alphas))
	for at := 0; at < len(alphas); at += columns {
		l, err := e.lift(ctx, target, v, from, alphas[at:], columns)
		for err == ErrMemory && columns > kernels.Lane {
			columns = columns / kernels.Lane / 2 * kernels.Lane
			l, err = e.lift(ctx, target, v, from, alphas[at:], columns)
		}
		if err != nil {
			return nil, err
		}
		if err := l.backBlock(ctx, len(l.alphas)); err != nil {
			return nil, err
		}
		l.collect(sums)
		input = l.collectInput(input)
		l.release()
	}
	if input != nil {
		return input, nil
	}
	return e.throughRay(target, v, sums)
}

// lift goes forward at the first points, as many as there are columns. It is ErrMemory as
// soon as it is known that this takes more than Memory.
func (e *Engine) lift(ctx context.Context, target int, v plan.Values, from []float32, alphas []float64, columns int) (*lifting, error) {
	p, err := plan.New(e.net, target)
	if err != nil {
		return nil, err
	}
	r := &run{Engine: e, Plan: p, values: v, winners: make([][]uint8, len(p.Steps)), kept: make([][]float32, len(p.Steps))}
	r.sums, r.windows = make([]kernels.Lists, len(p.Steps)), make([]kernels.Windows, len(p.Steps))
	l := &lifting{channels: p.Channels(), integration: &integration{run: r, places: rays(p), from: from, alphas: alphas[:min(columns, len(alphas))],
		totals: make([][]float64, len(p.Steps)+1), bases: make([][]float32, len(p.Steps))}}
	l.setPoints(columns)
	p.Place(p.Net.Input, -1)
	l.grow()
	l.startRay()
	if l.inputSpreads() {
		l.spreadInput(l.along)
	}
	for k := range p.Steps {
		if err := alive(ctx); err != nil {
			return nil, err
		}
		if err := l.step(k); err != nil {
			return nil, err
		}
		if l.tooMuch() {
			l.release()
			return nil, ErrMemory
		}
	}
	return l, p.Finish()
}

func (l *lifting) setPoints(columns int) {
	l.memory.Columns, l.single.Columns = columns, kernels.Lane
	l.along, l.valid = kernels.Aligned(columns), make([]uint16, columns/kernels.Lane)
	for s, a := range l.alphas {
		l.along[s] = float32(1 - a)
		l.valid[s/kernels.Lane] |= 1 << (s % kernels.Lane)
	}
}

// grow makes room for the rows and slots that the plan has now.
func (l *lifting) grow() {
	for len(l.params) < l.Rows {
		l.params = append(l.params, kernels.Param{Scale: 1})
	}
	l.memory.Params, l.single.Params = l.params, l.params
	more := func(f []float32, n int) []float32 {
		if n <= len(f) {
			return f
		}
		g := l.rooms.take(n + n/2)
		copy(g, f)
		l.rooms.give(f)
		return g
	}
	l.memory.Arena = more(l.memory.Arena, l.Slots*l.memory.Columns)
	l.single.Arena = more(l.single.Arena, l.Slots*kernels.Lane)
	l.memory.Gates = append(l.memory.Gates, make([]uint16, l.Rows*l.memory.Columns/kernels.Lane-len(l.memory.Gates))...)
	if l.Net.HasFunctions() {
		l.memory.Factors = more(l.memory.Factors, l.Rows*l.memory.Columns)
	}
}

// tooMuch reports whether the run takes more than Memory already. What passes in a layer is
// in two places for a moment, and so are states that grow.
func (l *lifting) tooMuch() bool {
	return l.Memory > 0 && 2*l.bytes(l.Plan, l.memory.Columns, true, l.memory.Factors != nil) > l.Memory
}

// step plans and computes a step.
func (l *lifting) step(k int) error {
	s := &l.Steps[k]
	if err := l.Vary(k, plan.Filter{Channels: l.channels[s.Out]}, l.values); err != nil {
		return err
	}
	l.allocateKept(k, l.memory.Columns)
	if s.Activation != nil && s.Activation.Frozen >= 0 {
		return l.lifted(k)
	}
	l.Place(s.Out, k)
	l.grow()
	if err := l.setParams(k, l.params); err != nil {
		return err
	}
	l.setForward(k)
	l.setLists()
	if s.Kind == network.Max {
		l.winners[k] = kernels.AlignedBytes(len(l.Tensors[s.Out].Elements) * l.memory.Columns)
	}
	l.rayStep(k)
	l.integration.step(k, l.along)
	return nil
}

// collect adds the gradients at the ends of the ray to those of all elements.
func (l *lifting) collect(sums [][]float64) {
	for k := range l.Steps {
		if l.places[k] != atEnd || k >= len(sums) {
			continue
		}
		t := l.Steps[k].Out
		if sums[k] == nil {
			sums[k] = make([]float64, l.Shape(t).Elements())
		}
		for i, e := range l.Tensors[t].Elements {
			sums[k][e] += l.totals[k][i]
		}
	}
}

// collectInput does so for an input that is read behind the ray; else it is nil.
func (l *lifting) collectInput(sum []float64) []float64 {
	if !l.inputSpreads() {
		return nil
	}
	if sum == nil {
		sum = make([]float64, l.Shape(l.Net.Input).Elements())
	}
	for i, e := range l.Tensors[l.Net.Input].Elements {
		sum[e] += l.totals[len(l.Steps)][i]
	}
	return sum
}

// throughRay takes sums at the ends of the ray back to the input, through what has one.
func (e *Engine) throughRay(target int, v plan.Values, sums [][]float64) ([]float64, error) {
	p, err := plan.New(e.net, target)
	if err != nil {
		return nil, err
	}
	places := rays(p)
	p.Place(p.Net.Input, -1)
	for k := range p.Steps {
		if places[k] == behind {
			p.Skip(k)
			continue
		}
		f := plan.Filter{}
		if places[k] == atEnd {
			f.Sums = sums[k]
		}
		if err := p.Vary(k, f, v); err != nil {
			return nil, err
		}
		p.Place(p.Steps[k].Out, k)
	}
	if err := p.Finish(); err != nil {
		return nil, err
	}
	r, err := e.run(p, v, false)
	if err != nil {
		return nil, err
	}
	i := &integration{run: r, places: places, totals: make([][]float64, len(p.Steps)+1)}
	defer r.release()
	i.single = kernels.Memory{Arena: e.rooms.take(p.Slots * kernels.Lane), Params: r.params, Columns: kernels.Lane}
	for k := range p.Steps {
		if places[k] != atEnd {
			continue
		}
		p.Steps[k].Orphans = nil // their gradients are the sums
		for _, el := range p.Tensors[p.Steps[k].Out].Elements {
			i.totals[k] = append(i.totals[k], sums[k][el])
		}
	}
	i.back()
	return i.inputSum(), nil
}
