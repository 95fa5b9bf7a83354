package pruned

import (
	"context"
	"math"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"tfreeze/internal/kernels"
	"tfreeze/internal/pruned/network"
	"tfreeze/internal/pruned/plan"
	"tfreeze/internal/pruned/rooms"
)

// A run computes one map, or several at once: it has what all points share.
type run struct {
	*Engine
	*plan.Plan
	mode
	values plan.Values
	hold   kernels.Hold
	params []kernels.Param
	// inChunks says that steps are computed few rows at a time.
	inChunks bool
	// lists are room for the entries of one pixel, widest at most, one for each thread.
	lists  []kernels.HeldEntries
	widest int
	// spare is how many threads have nothing to do.
	spare atomic.Int32
	// steps and backs are what kernels read of the steps, going forward and back.
	steps []held
	backs [][]held
	// pooled are the tensors whose gradients max-pools alone send.
	pooled []bool
	// blocks are to be released.
	blocks []*block
	loan   rooms.Loan
}

// A mode says what activations do: guided ones let no negative gradient pass, and those that
// lift, what reaches the threshold at a point in place of what the plan has.
type mode struct{ guided, lifts bool }

// held is what kernels read of a step, by its kind.
type held struct {
	conv kernels.HeldConv
	sums kernels.HeldLists
	max  kernels.HeldWindows
}

func (e *Engine) run(p *plan.Plan, v plan.Values, m mode) (*run, error) {
	r := e.newRun(p, v, m)
	r.params = rooms.Of[kernels.Param](&r.loan, p.Rows)
	for i := range r.params {
		r.params[i] = kernels.Param{Scale: 1}
	}
	r.pooled = p.Pooled()
	r.setLists()
	var group errgroup.Group
	group.SetLimit(max(1, e.Threads))
	for k := range p.Steps {
		group.Go(func() error {
			r.setForward(k)
			r.setBackward(k)
			return r.setParams(k)
		})
	}
	if err := group.Wait(); err != nil {
		r.release()
		return nil, err
	}
	return r, nil
}

func (e *Engine) newRun(p *plan.Plan, v plan.Values, m mode) *run {
	return &run{loan: rooms.Loan{Rooms: e.Rooms}, Engine: e, Plan: p, values: v, mode: m, steps: make([]held, len(p.Steps)), backs: make([][]held, len(p.Steps))}
}

// setLists makes room for what a pixel of the widest convolution may read, or be read by.
func (r *run) setLists() {
	r.widest = 1
	for k := range r.Steps {
		if s := &r.Steps[k]; s.Kind == network.Conv {
			r.widest = max(r.widest, s.Window.KH*s.Window.KW*max(r.Shape(s.In[0]).C, r.Shape(s.Out).C))
		}
	}
	r.lists = make([]kernels.HeldEntries, r.Threads)
	for w := range r.lists {
		r.lists[w] = r.hold.Entries(r.widest)
	}
}

// setParams sets what follows the sums of a step, by its rows.
func (r *run) setParams(k int) error {
	s, l := &r.Steps[k], &r.Tensors[r.Steps[k].Out]
	if s.Activation == nil && s.Scale == nil {
		return nil
	}
	after, err := r.after(k)
	if err != nil {
		return err
	}
	if n := len(l.Elements); n > 0 && s.Kind != network.View { // rows of a step's own are side by side
		after.params(r.params[l.Row[0]:][:n], l.Elements)
	}
	return nil
}

// An after is what follows the sums of a step.
type after struct {
	scale      []float32
	activation *network.Activation
	// u and z are the activation's input and output at x0.
	u, z      []float32
	threshold float32
}

func (r *run) after(k int) (a after, err error) {
	s := &r.Steps[k]
	a = after{scale: s.Scale, activation: s.Activation, threshold: float32(math.Inf(-1))}
	if s.Activation == nil {
		return a, nil
	}
	switch {
	case r.lifts && s.Activation.Frozen >= 0:
		a.threshold = r.values.Thresholds[s.Activation.Frozen]
		if a.z, err = r.values.At(s.Activation.Output); err != nil {
			return a, err
		}
	case s.Activation.FromOutput(): // where it passes
		a.u, err = r.values.At(s.Activation.Output)
		return a, err
	}
	a.u, err = r.values.Input(s.Activation)
	return a, err
}

// params sets what follows the sums at elements.
func (a *after) params(params []kernels.Param, elements []int32) {
	f := a.activation
	if f != nil && f.Clips {
		c := kernels.ClipParams{Scale: a.scale, U: a.u, Lo: f.Lo, Hi: f.Hi, Threshold: a.threshold}
		c.Of(params, elements)
		return
	}
	for i, e := range elements {
		p := kernels.Param{Scale: 1}
		if n := len(a.scale); n > 0 {
			p.Scale = a.scale[int(e)%n]
		}
		if f != nil {
			if p.U0, p.Threshold, p.Lo = a.u[e], a.threshold, f.AlphaOf(int(e)); a.z != nil {
				p.Hi = a.z[e]
			}
		}
		params[i] = p
	}
}

// setForward makes what kernels read of a step on the way forward.
func (r *run) setForward(k int) {
	s, h := &r.Steps[k], &r.steps[k]
	out := &r.Tensors[s.Out]
	switch s.Kind {
	case network.View:
	case network.Conv:
		c := conv(s, r.forwardKernel(k), r.Live(s.In[0]), r.Live(s.Out))
		if !r.inChunks {
			r.pack(c, &c.To, &c.From, &c.Out, &c.In)
			c.Channels = together(c, &c.To)
		}
		h.conv = r.hold.Conv(c.Forward(rooms.Of[kernels.Entry](&r.loan, len(c.From.Slot))))
	case network.Max:
		members := rooms.Of[kernels.Member](&r.loan, len(s.Members))
		for i, m := range s.Members {
			if members[i] = (kernels.Member{Slot: -1, More: m.More}); m.Input >= 0 {
				members[i].Slot = r.Tensors[s.In[0]].Slot[m.Index]
			}
		}
		h.max = r.hold.Windows(&kernels.Windows{First: s.First, Members: members, Slot: out.Slot, Row: out.Row})
	case network.Product:
		h.sums = r.hold.Lists(&kernels.Lists{First: s.First, Factors: r.Product(s), Weights: s.Weights, Slot: out.Slot, Row: out.Row})
	default:
		entries := rooms.Of[kernels.Entry](&r.loan, len(s.Members))
		for i, m := range s.Members {
			entries[i] = kernels.Entry{Slot: r.Tensors[s.In[m.Input]].Slot[m.Index], Weight: m.Weight}
		}
		h.sums = r.hold.Lists(&kernels.Lists{First: s.First, Entries: entries, Weights: s.Weights, Slot: out.Slot, Row: out.Row})
	}
}

// setBackward makes what kernels read of a step on the way back.
func (r *run) setBackward(k int) {
	s := &r.Steps[k]
	r.backs[k] = make([]held, len(s.Back))
	for i := range s.Back {
		b, h := &s.Back[i], &r.backs[k][i]
		l := &r.Tensors[b.Tensor]
		switch s.Kind {
		case network.Conv:
			c := conv(s, s.Kernel, r.Gradients(b.Tensor, b.How), r.Gradients(s.Out, nil))
			r.pack(c, &c.From, &c.To, &c.In, &c.Out)
			c.Channels, c.LeavesOut = together(c, &c.From), r.pooled[s.Out]
			h.conv = r.hold.Conv(c.Backward(rooms.Of[kernels.Entry](&r.loan, len(c.To.Slot))))
		case network.Max:
			h.max = r.hold.Windows(&kernels.Windows{First: b.First, Places: b.Places, Slot: l.Grad, Row: l.Row, How: b.How})
		default:
			h.sums = r.hold.Lists(&kernels.Lists{First: b.First, Entries: b.Entries, Factors: b.Factors, Weights: s.Weights, Slot: l.Grad, Row: l.Row, How: b.How})
		}
	}
}

// forwardKernel is the kernel as the way forward reads it.
func (r *run) forwardKernel(k int) *network.Kernel {
	if t := r.Engine.forward[k]; t != nil {
		return t
	}
	return r.Steps[k].Kernel
}

// conv is what kernels read of a convolution.
func conv(s *plan.Step, kernel *network.Kernel, from, to kernels.Live) *kernels.Conv {
	w := s.Window
	return &kernels.Conv{
		From: from, To: to,
		KH: w.KH, KW: w.KW, SH: w.SH, SW: w.SW, DH: w.DH, DW: w.DW, PT: w.Top, PL: w.Left,
		Tap: kernel.Tap, In: kernel.In, Out: kernel.Out, Weights: kernel.Weights,
	}
}

// together is how many channels of an image to compute at a time, at all of its pixels: those
// whose weights have a second cache's size. It is 0, all, where that gains nothing.
func together(c *kernels.Conv, l *kernels.Live) int {
	const size = 3 << 19
	if bytes := 4 * len(c.Weights); bytes > size && l.H*l.W > fewPixels {
		return max(8, size/(bytes/l.Channels)/8*8)
	}
	return 0
}

// release gives memory back.
func (r *run) release() {
	r.hold.Release()
	for _, b := range r.blocks {
		b.hold.Release()
	}
	r.loan.Release()
}

// at is a memory as a step uses it.
func (r *run) at(m kernels.Memory, k int) *kernels.Memory {
	m.After = kernels.Scale
	if a := r.Steps[k].Activation; a != nil {
		m.Guided = m.Guided && a.Layer
		switch m.After = kernels.Clip; {
		case !a.Clips:
			m.After, m.Function = kernels.Functions, kernels.FunctionOf(a.Op)
		case r.lifts && a.Frozen >= 0:
			m.After = kernels.Threshold
		}
	}
	return &m
}

// forward computes some of the states that a step makes.
func (r *run) forward(part plan.Part, m kernels.HeldMemory, list kernels.HeldEntries) {
	switch h := &r.steps[part.Step]; r.Steps[part.Step].Kind {
	case network.Conv:
		r.form.ConvForward(h.conv, m, part.From, part.To, list)
	case network.Max:
		r.form.MaxForward(h.max, m, part.From, part.To)
	case network.Product:
		r.form.ProductForward(h.sums, m, part.From, part.To)
	default:
		r.form.SumForward(h.sums, m, part.From, part.To)
	}
}

// backward sends gradients of what a step makes to some elements of one of its inputs.
func (r *run) backward(part plan.Part, m kernels.HeldMemory, list kernels.HeldEntries) {
	switch h := &r.backs[part.Step][part.Back]; r.Steps[part.Step].Kind {
	case network.Conv:
		r.form.ConvBackward(h.conv, m, part.From, part.To, list)
	case network.Max:
		r.form.MaxBackward(h.max, m, part.From, part.To)
	case network.Product:
		r.form.ProductBackward(h.sums, m, part.From, part.To)
	default:
		r.form.SumBackward(h.sums, m, part.From, part.To)
	}
}

// clearOrphans gives the elements of a part that no gradient reaches the gradient 0.
func (r *run) clearOrphans(m *kernels.Memory, part plan.Part) {
	orphans, slots := r.Orphans, r.Tensors[r.Net.Input].Grad
	if part.Step >= 0 {
		orphans, slots = r.Steps[part.Step].Orphans, r.Tensors[r.Steps[part.Step].Out].Grad
	}
	for _, i := range orphans {
		if int(i) >= part.From && int(i) < part.To {
			clear(m.Row(slots[i]))
		}
	}
}

// seed gives the score the gradient 1 at each point; it reports whether the score varies.
func (r *run) seed(m *kernels.Memory) bool {
	l := &r.Tensors[len(r.Tensors)-1]
	for _, slot := range l.Grad {
		at := m.Row(slot)
		for s := range at {
			at[s] = 1
		}
	}
	return len(l.Grad) > 0
}

// leaveOut sends nothing back from the columns from n on, which are no points.
func (r *run) leaveOut(m *kernels.Memory, n int) {
	for _, slot := range r.Tensors[len(r.Tensors)-1].Grad {
		clear(m.Row(slot)[n:])
	}
}

// weigh gives the score the weights as gradients, where there are some.
func (r *run) weigh(m *kernels.Memory, weights []float64) {
	for _, slot := range r.Tensors[len(r.Tensors)-1].Grad {
		for s, w := range weights {
			m.Arena[int(slot)*m.Columns+s] = float32(w)
		}
	}
}

// alive is an error if the context has ended.
func alive(ctx context.Context) error { return context.Cause(ctx) }
