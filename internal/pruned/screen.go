package pruned

import (
	"cmp"
	"slices"

	"tfreeze/internal/kernels"
	"tfreeze/internal/pruned/network"
	"tfreeze/internal/pruned/rooms"
)

// screened is how many vectors of points make it worth to bound candidates: a bound costs as
// much as two or three.
const screened = 4

// screens reports whether candidates of a step are bounded before they are computed.
func (c *candidacy) screens() bool {
	return c.Steps[c.k].Kind == network.Conv && c.places[c.k] == behind && c.after.activation.Clips && c.memory.Columns >= screened*kernels.Lane
}

// keepScreened computes the candidates that may pass, as a bound says, and keeps those that do.
// Between two points of a path, states are nearly on a straight line: few points, and how far
// the states are from their lines, tell of most candidates that they stay below. The others are
// few enough to be computed where they will be.
func (c *candidacy) keepScreened() {
	c.screen()
	n, t := len(c.kept), &c.Tensors[c.Steps[c.k].Out]
	c.Free(c.k)
	first := c.Take(c.k, n)
	c.memory.Arena = c.more(c.memory.Arena, c.Slots*c.memory.Columns)
	t.Slot, t.Row = make([]int32, n), c.numbers(n)
	for i := range n {
		t.Slot[i] = int32(first + i)
	}
	c.slots = t.Slot
	c.computeScreened()
	c.Keep(c.k, c.kept)
	c.PlaceAt(c.k, c.keptSlots())
	c.grow()
}

// computeScreened computes what was not dropped, and marks what passes.
func (c *candidacy) computeScreened() {
	s, n := &c.Steps[c.k], len(c.kept)
	m := c.at(c.memory, c.k)
	vectors := m.Columns / kernels.Lane
	if n > len(c.screenedParams) {
		c.screenedParams = rooms.Of[kernels.Param](&c.loan, n)
	}
	m.Params, m.Gates = c.screenedParams, c.roomForGates(n*vectors)
	own := conv(s, c.forwardKernel(c.k), c.Live(s.In[0]), c.Live(s.Out))
	own.Channels = together(own, &own.To)
	var hold kernels.Hold
	defer hold.Release()
	from, held := hold.Conv(own.Forward(make([]kernels.Entry, len(own.From.Slot)))), hold.Memory(m)
	c.eachOf(c.portion(n), n, func(worker, at, to int) {
		c.after.params(m.Params[at:to], c.Tensors[s.Out].Elements[at:to])
		c.form.ConvForward(from, held, at, to, c.lists[worker])
		for i := at; i < to; i++ {
			c.kept[i] = c.passes(m, i, int(own.To.Slot[i]))
		}
	})
}

// screen drops the candidates that reach the threshold at no point, as bounds say.
func (c *candidacy) screen() {
	s, a := &c.Steps[c.k], &c.after
	own := conv(s, c.forwardKernel(c.k), c.Live(s.In[0]), c.Live(s.Out))
	own.From.Slot, own.Channels = c.numbers(len(own.From.Channel)), together(own, &own.To)
	var hold kernels.Hold
	defer hold.Release()
	from := hold.Conv(own.Forward(make([]kernels.Entry, len(own.From.Slot))))
	limits := hold.Limits(&kernels.Limits{
		ClipParams: kernels.ClipParams{Scale: a.scale, U: a.u, Threshold: a.threshold}, Rows: c.bounded(s.In[0]), Reach: c.kept,
	})
	c.eachOf(c.portion(len(c.kept)), len(c.kept), func(worker, at, to int) { c.form.Screen(from, limits, at, to, c.lists[worker]) })
	c.Keep(c.k, c.kept)
	c.consider()
}

// portion is how many of n rows a thread takes at once where much is shared among them.
func (l *lifting) portion(n int) int { return max(grain, n/(4*l.Threads)+1) }

// bounded are the bounded rows of a tensor's states.
func (l *lifting) bounded(t int) []float32 {
	if l.boundedOf == t {
		return l.bounds
	}
	slots := l.Tensors[t].Slot
	if n := len(slots) * kernels.Bounded; n > len(l.bounds) {
		l.Rooms.Give(l.bounds)
		l.bounds = l.Rooms.Take(n)
	}
	l.boundedOf = t
	var hold kernels.Hold
	defer hold.Release()
	m, path := hold.Memory(&l.memory), hold.Path(&kernels.Path{Slot: slots, Share: l.shares, Rows: l.bounds})
	l.each(len(slots), func(_, from, to int) { l.form.Bound(path, m, from, to) })
	return l.bounds
}

// setAlong gives points to columns, in their order along the path, as bounds need them: the
// first vector has each so-manieth. The last point is there again where columns are left.
func (l *lifting) setAlong(alphas []float64) {
	alphas = slices.SortedFunc(slices.Values(alphas), func(a, b float64) int { return cmp.Compare(b, a) })
	vectors := l.memory.Columns / kernels.Lane
	for s := range l.along {
		at := s%kernels.Lane*vectors + s/kernels.Lane
		l.along[s] = float32(1 - alphas[min(at, len(alphas)-1)])
	}
	for s, along := range l.along {
		lane := s % kernels.Lane
		if first, next := l.along[lane], l.along[min(lane+1, kernels.Lane-1)]; next > first {
			l.shares[s] = (along - first) / (next - first)
		}
	}
}
