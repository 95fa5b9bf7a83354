package pruned

import (
	"tfreeze/internal/kernels"
	"tfreeze/internal/pruned/network"
)

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
	l.keepStates(k, &l.memory)
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
	u, err := l.values.Input(s.Activation)
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
		setActivation(&params[i], s.Activation, int(e), u[e], threshold)
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
	switch s := &l.Steps[k]; s.Kind {
	case network.Conv:
		l.form.ConvForward(l.conv(s, l.forwardKernel(k), nil), m, from, to, l.lists[w])
	case network.Product:
		l.form.ProductForward(&l.sums[k], m, from, to)
	default:
		l.form.SumForward(&l.sums[k], m, from, to)
	}
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
