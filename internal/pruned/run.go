package pruned

import (
	"math"

	"tfreeze/internal/kernels"
	"tfreeze/internal/pruned/network"
	"tfreeze/internal/pruned/plan"
)

// A run computes one map, or several at once.
type run struct {
	*Engine
	*plan.Plan
	values plan.Values
	guided bool
	// memory is that of all points, single that of the one column of a ray.
	memory, single kernels.Memory
	params         []kernels.Param
	winners        [][]uint8
	// kept are the states that products keep, by step; nil where none varies with another.
	kept [][]float32
	// lists are room for the entries of one pixel, one for each thread.
	lists [][]kernels.Entry
	// sums and windows are what kernels read of the steps.
	sums    []kernels.Lists
	windows []kernels.Windows
}

func (e *Engine) run(p *plan.Plan, v plan.Values, guided bool) (*run, error) {
	r := &run{Engine: e, Plan: p, values: v, guided: guided, params: make([]kernels.Param, p.Rows)}
	r.winners, r.kept = make([][]uint8, len(p.Steps)), make([][]float32, len(p.Steps))
	r.sums, r.windows = make([]kernels.Lists, len(p.Steps)), make([]kernels.Windows, len(p.Steps))
	for i := range r.params {
		r.params[i].Scale = 1
	}
	for k := range p.Steps {
		if err := r.setParams(k, r.params); err != nil {
			return nil, err
		}
		r.setForward(k)
	}
	r.setLists()
	return r, nil
}

// setLists makes room for what a pixel of the widest convolution reads.
func (r *run) setLists() {
	widest := 1
	for k := range r.Steps {
		if s := &r.Steps[k]; s.Kind == network.Conv {
			size := s.Window.KH * s.Window.KW
			in, out := len(r.Tensors[s.In[0]].Elements), len(r.Tensors[s.Out].Elements)
			widest = max(widest, min(in, size*r.Shape(s.In[0]).C), min(out, size*r.Shape(s.Out).C))
		}
	}
	r.lists = make([][]kernels.Entry, r.Threads)
	for w := range r.lists {
		r.lists[w] = make([]kernels.Entry, widest)
	}
}

// setParams sets what follows the sums of a step, by its rows.
func (r *run) setParams(k int, params []kernels.Param) error {
	s, l := &r.Steps[k], &r.Tensors[r.Steps[k].Out]
	if n := len(s.Scale); n > 0 {
		for i, e := range l.Elements {
			params[l.Row[i]].Scale = s.Scale[int(e)%n]
		}
	}
	if s.Activation == nil {
		return nil
	}
	u, err := r.inputAt(s.Activation)
	if err != nil {
		return err
	}
	for i, e := range l.Elements {
		setActivation(&params[l.Row[i]], s.Activation, int(e), u[e], float32(math.Inf(-1)))
	}
	return nil
}

// inputAt is what an activation reads at x0, where it passes.
func (r *run) inputAt(a *network.Activation) ([]float32, error) {
	if a.FromOutput() {
		return r.values.At(a.Output)
	}
	return r.values.Input(a)
}

// setActivation sets an activation's part of an element's param, given its input at x0.
func setActivation(p *kernels.Param, a *network.Activation, e int, u, threshold float32) {
	p.U0, p.Threshold = u, threshold
	if !a.Clips {
		p.Lo = a.AlphaOf(e)
		return
	}
	v := min(max(u, a.Lo), a.Hi)
	p.Lo, p.Hi, p.Add = a.Lo-u, a.Hi-u, u-v
}

// setForward makes what kernels read of a step on the way forward.
func (r *run) setForward(k int) {
	s := &r.Steps[k]
	out := &r.Tensors[s.Out]
	switch s.Kind {
	case network.Conv, network.View:
	case network.Max:
		w := kernels.Windows{First: s.First, Members: make([]kernels.Member, len(s.Members)), Slot: out.Slot, Row: out.Row}
		for i, m := range s.Members {
			if w.Members[i] = (kernels.Member{Slot: -1, More: m.More}); m.Input >= 0 {
				w.Members[i].Slot = r.Tensors[s.In[0]].Slot[m.Index]
			}
		}
		r.windows[k] = w
	case network.Product:
		r.sums[k] = kernels.Lists{First: s.First, Factors: r.Product(s), Weights: s.Weights, Slot: out.Slot, Row: out.Row}
	default:
		l := kernels.Lists{First: s.First, Entries: make([]kernels.Entry, len(s.Members)), Weights: s.Weights, Slot: out.Slot, Row: out.Row}
		for i, m := range s.Members {
			l.Entries[i] = kernels.Entry{Slot: r.Tensors[s.In[m.Input]].Slot[m.Index], Weight: m.Weight}
		}
		r.sums[k] = l
	}
}

// allocate makes room for a number of columns.
func (r *run) allocate(columns int, factors bool) {
	r.memory = kernels.Memory{
		Arena: r.rooms.take(r.Slots * columns), Gates: make([]uint16, r.Rows*columns/kernels.Lane),
		Params: r.params, Columns: columns, Guided: r.guided,
	}
	if factors {
		r.memory.Factors = r.rooms.take(r.Rows * columns)
	}
	for k := range r.Steps {
		if s := &r.Steps[k]; s.Kind == network.Max {
			r.winners[k] = kernels.AlignedBytes(len(r.Tensors[s.Out].Elements) * columns)
		}
		r.allocateKept(k, columns)
	}
}

// release gives memory back.
func (r *run) release() {
	r.rooms.give(r.memory.Arena, r.memory.Factors, r.single.Arena)
}

// at is the memory as a step uses it.
func (r *run) at(m kernels.Memory, k int) *kernels.Memory {
	m.Winners, m.Kept, m.After = r.winners[k], r.kept[k], kernels.Scale
	if a := r.Steps[k].Activation; a != nil {
		m.Guided = m.Guided && a.Layer
		if m.After = kernels.Clip; !a.Clips {
			m.After, m.Function = kernels.Functions, kernels.FunctionOf(a.Op)
		}
	}
	return &m
}
