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
		l, err := e.lift(ctx, target, v, from, alphas[at:min(at+columns, len(alphas))], columns)
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

// lift goes forward at some points.
func (e *Engine) lift(ctx context.Context, target int, v plan.Values, from []float32, alphas []float64, columns int) (*lifting, error) {
	p, err := plan.New(e.net, target)
	if err != nil {
		return nil, err
	}
	r := &run{Engine: e, Plan: p, values: v, winners: make([][]uint8, len(p.Steps))}
	r.sums, r.windows = make([]kernels.Lists, len(p.Steps)), make([]kernels.Windows, len(p.Steps))
	l := &lifting{channels: p.Channels(), integration: &integration{run: r, places: rays(p), from: from, alphas: alphas,
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
	if l.hasFunctions() {
		l.memory.Factors = more(l.memory.Factors, l.Rows*l.memory.Columns)
	}
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

// passed is what a chunk of candidates leaves.
type passed struct {
	index  []int32
	states []float32
	gates  []uint16
	slopes []float32
}

// lifted computes the candidates of a frozen activation, and keeps those that pass at one
// of the points.
func (l *lifting) lifted(k int) error {
	s := &l.Steps[k]
	n := len(l.Tensors[s.Out].Elements)
	params, err := l.candidates(k)
	if err != nil {
		return err
	}
	base := l.baseOf(k)
	parts := make([]passed, (n+chunk-1)/chunk)
	rooms := make([]*kernels.Memory, l.Threads)
	l.eachOf(chunk, n, func(w, from, to int) {
		if rooms[w] == nil {
			rooms[w] = l.room(k)
		}
		m := *rooms[w]
		m.Params = params[from:to]
		l.chunk(k, w, &m, base, from, to)
		parts[from/chunk] = l.passing(&m, s.Activation, from, to)
	})
	for _, m := range rooms {
		if m != nil {
			l.rooms.give(m.To)
		}
	}
	l.keep(k, n, parts, params)
	return nil
}

// candidates are the params of all units that vary, and their places in a chunk.
func (l *lifting) candidates(k int) ([]kernels.Param, error) {
	s := &l.Steps[k]
	t := &l.Tensors[s.Out]
	u, err := l.values.At(s.Activation.Input)
	if err != nil {
		return nil, err
	}
	z, err := l.values.At(s.Activation.Output)
	if err != nil {
		return nil, err
	}
	threshold := l.values.Thresholds[s.Activation.Frozen]
	params := make([]kernels.Param, len(t.Elements))
	t.Slot, t.Row = make([]int32, len(t.Elements)), make([]int32, len(t.Elements))
	for i, e := range t.Elements {
		params[i].Scale = 1
		if n := len(s.Scale); n > 0 {
			params[i].Scale = s.Scale[int(e)%n]
		}
		setActivation(&params[i], s.Activation, u[e], threshold)
		if !s.Activation.Clips {
			params[i].Hi = z[e]
		}
		t.Slot[i], t.Row[i] = int32(i%chunk), int32(i%chunk)
	}
	l.setForward(k)
	l.setLists()
	return params, nil
}

// baseOf are the sums of all candidates at the end of the ray; nil behind it.
func (l *lifting) baseOf(k int) []float32 {
	if l.places[k] == behind {
		return nil
	}
	n := len(l.Tensors[l.Steps[k].Out].Elements)
	base := make([]float32, n)
	rooms, params := make([][]float32, l.Threads), make([]kernels.Param, chunk)
	l.eachOf(chunk, n, func(w, from, to int) {
		if rooms[w] == nil {
			rooms[w] = kernels.Aligned(chunk * kernels.Lane)
		}
		m := l.single
		m.To, m.After, m.Params = rooms[w], kernels.Sum, params
		l.part(k, w, &m, from, to)
		for i := range to - from {
			base[from+i] = m.To[i*kernels.Lane]
		}
	})
	return base
}

// room is where one thread puts the candidates of a chunk.
func (l *lifting) room(k int) *kernels.Memory {
	m := *l.at(l.memory, k)
	columns := m.Columns
	m.To, m.Gates = l.rooms.take(chunk*columns), make([]uint16, chunk*columns/kernels.Lane)
	if m.Factors != nil {
		m.Factors = kernels.Aligned(chunk * columns)
	}
	if m.After == kernels.Clip {
		m.After = kernels.Threshold
	}
	return &m
}

// chunk computes candidates.
func (l *lifting) chunk(k, w int, m *kernels.Memory, base []float32, from, to int) {
	if base == nil {
		l.part(k, w, m, from, to)
		return
	}
	t := &l.Tensors[l.Steps[k].Out]
	l.form.Spread(m, base, l.along, t.Slot, t.Row, from, to)
}

// part is forward for some rows of a sum.
func (l *lifting) part(k, w int, m *kernels.Memory, from, to int) {
	if s := &l.Steps[k]; s.Kind == network.Conv {
		l.form.ConvForward(l.conv(s, l.forwardKernel(k), nil), m, from, to, l.lists[w])
		return
	}
	l.form.SumForward(&l.sums[k], m, from, to)
}

// passing takes the candidates of a chunk that pass at a point.
func (l *lifting) passing(m *kernels.Memory, a *network.Activation, from, to int) passed {
	var p passed
	for i := range to - from {
		if l.passes(m, a, i) {
			p.index = append(p.index, int32(from+i))
		}
	}
	columns, vectors := m.Columns, m.Columns/kernels.Lane
	p.states, p.gates = make([]float32, len(p.index)*columns), make([]uint16, len(p.index)*vectors)
	if m.Factors != nil {
		p.slopes = make([]float32, len(p.index)*columns)
	}
	for n, index := range p.index {
		i := int(index) - from
		copy(p.states[n*columns:], m.To[i*columns:(i+1)*columns])
		copy(p.gates[n*vectors:], m.Gates[i*vectors:(i+1)*vectors])
		if m.Factors != nil {
			copy(p.slopes[n*columns:], m.Factors[i*columns:(i+1)*columns])
		}
	}
	return p
}

// passes reports whether a candidate passes a gradient or has a state at a point. Above a
// threshold, which is more than 0, a Relu has its gate open; others may be saturated.
func (l *lifting) passes(m *kernels.Memory, a *network.Activation, i int) bool {
	for v, g := range m.Gates[i*len(l.valid) : (i+1)*len(l.valid)] {
		if g&l.valid[v] != 0 {
			return true
		}
	}
	if a.Op == "Relu" {
		return false
	}
	for s := range l.alphas {
		if m.To[i*m.Columns+s] != 0 || m.Factors != nil && m.Factors[i*m.Columns+s] != 0 {
			return true
		}
	}
	return false
}

// keep places what passed.
func (l *lifting) keep(k, n int, parts []passed, params []kernels.Param) {
	s := &l.Steps[k]
	kept := make([]bool, n)
	for _, p := range parts {
		for _, i := range p.index {
			kept[i] = true
		}
	}
	first := l.Rows
	l.Keep(k, kept)
	l.Place(s.Out, k)
	l.grow()
	l.setForward(k)
	t := &l.Tensors[s.Out]
	columns, vectors := l.memory.Columns, l.memory.Columns/kernels.Lane
	at := 0
	if l.places[k] == atEnd {
		l.totals[k] = make([]float64, len(t.Elements))
	}
	for _, p := range parts {
		if len(p.index) == 0 {
			continue
		}
		copy(l.memory.Arena[int(t.Slot[at])*columns:], p.states)
		copy(l.memory.Gates[(first+at)*vectors:], p.gates)
		if p.slopes != nil {
			copy(l.memory.Factors[(first+at)*columns:], p.slopes)
		}
		for j, i := range p.index {
			l.params[first+at+j] = params[i]
		}
		at += len(p.index)
	}
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
