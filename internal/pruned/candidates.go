package pruned

import (
	"tfreeze/internal/kernels"
	"tfreeze/internal/pruned/plan"
)

// chunk is how many candidates a thread computes before those that pass are kept: few enough
// to be in the cache when they are.
const chunk = 256

// A room is where one thread puts the candidates of a chunk, and the numbers of those that
// pass.
type room struct {
	memory kernels.Memory
	index  []int32
}

// A candidacy is of the units of a frozen activation.
type candidacy struct {
	*lifting
	k     int
	after after
	rooms []*room
	// states are what a product keeps of its factors.
	states []float32
	// kept marks the candidates that pass, and slots are theirs.
	kept  []bool
	slots []int32
}

// lifted computes the candidates of a frozen activation, and keeps those that pass at one
// of the points.
func (l *lifting) lifted(k int) error {
	c := &candidacy{lifting: l, k: k, rooms: make([]*room, l.Threads)}
	var err error
	if c.after, err = l.after(k); err != nil {
		return err
	}
	if c.consider(); c.screens() {
		c.keepScreened()
		return nil
	}
	n, t := len(c.kept), &l.Tensors[l.Steps[k].Out]
	t.Slot, t.Row = l.cycle(n), l.cycle(n)
	l.setForward(k)
	if l.places[k] == atEnd && c.after.activation.Clips {
		return c.keepFarthest()
	}
	c.slots = make([]int32, n)
	c.states = l.keepStates(k)
	l.Free(k)
	l.eachOf(chunk, n, c.chunk)
	c.leaveRooms()
	l.Keep(k, c.kept)
	l.PlaceAt(k, c.keptSlots())
	l.grow()
	return nil
}

// consider has all of the step's output as candidates.
func (c *candidacy) consider() {
	t := &c.Tensors[c.Steps[c.k].Out]
	n := len(t.Elements)
	c.kept, t.Slot, t.Row = make([]bool, n), nil, nil
}

// numbers are 0..n-1.
func (l *lifting) numbers(n int) []int32 {
	for i := len(l.counted); i < n; i++ {
		l.counted = append(l.counted, int32(i))
	}
	return l.counted[:n:n]
}

// leaveRooms gives back what candidates were put in.
func (c *candidacy) leaveRooms() {
	for _, r := range c.rooms {
		if r != nil {
			c.Rooms.Give(r.memory.To)
		}
	}
}

// cycle are n numbers that begin again with each chunk.
func (l *lifting) cycle(n int) []int32 {
	for i := len(l.cycles); i < n; i++ {
		l.cycles = append(l.cycles, int32(i%chunk))
	}
	return l.cycles[:n:n]
}

// keptSlots are the slots of what passed.
func (c *candidacy) keptSlots() []int32 {
	var slots []int32
	for i, is := range c.kept {
		if is {
			slots = append(slots, c.slots[i])
		}
	}
	return slots
}

// chunk computes the candidates from..to-1, and keeps those that pass.
func (c *candidacy) chunk(worker, from, to int) {
	r := c.room(worker)
	c.after.params(r.memory.Params, c.Tensors[c.Steps[c.k].Out].Elements[from:to])
	c.compute(r, plan.Part{Step: c.k, From: from, To: to}, c.lists[worker])
	index := c.passing(r, to-from)
	first := c.takeSlots(len(index))
	c.growing.RLock()
	defer c.growing.RUnlock()
	columns := c.memory.Columns
	for n, i := range index {
		at := from + int(i)
		c.kept[at], c.slots[at] = true, int32(first+n)
		copy(c.memory.Arena[(first+n)*columns:][:columns], r.memory.To[int(i)*columns:])
	}
}

// takeSlots takes n slots, and makes room for them.
func (c *candidacy) takeSlots(n int) int {
	c.growing.Lock()
	defer c.growing.Unlock()
	first := c.Take(c.k, n)
	c.memory.Arena = c.more(c.memory.Arena, c.Slots*c.memory.Columns)
	return first
}

// room is one thread's.
func (c *candidacy) room(worker int) *room {
	if c.rooms[worker] == nil {
		c.growing.RLock()
		m := *c.at(c.memory, c.k)
		c.growing.RUnlock()
		m.Kept = c.states
		columns := m.Columns
		m.To, m.Gates, m.Params = c.Rooms.Take(chunk*columns), make([]uint16, chunk*columns/kernels.Lane), make([]kernels.Param, chunk)
		if m.After == kernels.Functions {
			m.Factors = kernels.Aligned(chunk * columns)
		}
		c.rooms[worker] = &room{memory: m, index: make([]int32, chunk)}
	}
	return c.rooms[worker]
}

// compute computes candidates.
func (c *candidacy) compute(r *room, part plan.Part, list kernels.HeldEntries) {
	c.growing.RLock()
	defer c.growing.RUnlock()
	var hold kernels.Hold
	defer hold.Release()
	r.memory.Arena = c.memory.Arena
	if c.places[c.k] == behind {
		c.forward(part, hold.Memory(&r.memory), list)
		return
	}
	base := make([]float32, part.To-part.From)
	c.column(r, part, list, base)
	slots := c.cycles[:len(base)]
	end := hold.Ray(&kernels.Ray{Base: base, Along: c.along, Slot: slots, Row: slots}, &r.memory)
	c.form.Spread(end, hold.Memory(&r.memory), 0, len(base))
}

// passing lists those of n candidates that pass a gradient or have a state at a point.
func (c *candidacy) passing(r *room, n int) []int32 {
	if c.Steps[c.k].Activation.Op == "Relu" {
		return kernels.Passing(r.memory.Gates, r.memory.Columns/kernels.Lane, n, r.index)
	}
	index := r.index[:0]
	for i := range n {
		if c.passes(&r.memory, i, i) {
			index = append(index, int32(i))
		}
	}
	return index
}

// passes reports whether the candidate with a row and a slot passes at a point. Above a
// threshold, which is more than 0, a Relu has its gate open; others may be saturated.
func (c *candidacy) passes(m *kernels.Memory, row, slot int) bool {
	vectors, to := m.Columns/kernels.Lane, m.To
	for _, g := range m.Gates[row*vectors : (row+1)*vectors] {
		if g != 0 {
			return true
		}
	}
	if c.Steps[c.k].Activation.Op == "Relu" {
		return false
	}
	if to == nil {
		to = m.Arena
	}
	for s := range m.Columns {
		if to[slot*m.Columns+s] != 0 || m.Factors != nil && m.Factors[row*m.Columns+s] != 0 {
			return true
		}
	}
	return false
}
