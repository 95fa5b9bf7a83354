package pruned

import (
	"context"

	"golang.org/x/sync/errgroup"

	"tfreeze/internal/kernels"
	"tfreeze/internal/pruned/network"
	"tfreeze/internal/pruned/plan"
	"tfreeze/internal/pruned/rooms"
)

// A block is the memory of some points, which one thread takes through all stages.
type block struct {
	*run
	hold    kernels.Hold
	memory  kernels.Memory
	winners [][]uint8
	// kept are the states that products keep, by step; nil where none varies with another.
	kept [][]float32
	// steps are the memory as each step uses it going forward, returns on the way back, and
	// input as the input does.
	steps, returns []kernels.HeldMemory
	input          kernels.HeldMemory
	list           kernels.HeldEntries
}

// newBlock makes room for a number of columns.
func (r *run) newBlock(thread, columns int, factors bool) *block {
	b := &block{run: r, winners: make([][]uint8, len(r.Steps)), kept: make([][]float32, len(r.Steps)), list: r.lists[thread]}
	b.memory = kernels.Memory{
		Arena: r.loan.Floats(r.Slots * columns), Gates: rooms.Of[uint16](&r.loan, r.Rows*columns/kernels.Lane),
		Params: r.params, Columns: columns, Guided: r.guided, Zero: rooms.Of[uint8](&r.loan, r.Slots),
	}
	if factors {
		b.memory.Factors = r.loan.Floats(r.Rows * columns)
	}
	for k := range r.Steps {
		if s := &r.Steps[k]; s.Kind == network.Max {
			b.winners[k] = rooms.Of[uint8](&r.loan, len(r.Tensors[s.Out].Elements)*columns)
		}
		b.kept[k] = r.roomToKeep(k, columns)
	}
	r.blocks = append(r.blocks, b)
	return b
}

// setSteps holds the memory as it is now.
func (b *block) setSteps() {
	b.steps = make([]kernels.HeldMemory, len(b.Steps))
	for k := range b.Steps {
		b.steps[k] = b.hold.Memory(b.stepMemory(k))
	}
	b.setReturns()
}

// setReturns does so for the way back alone.
func (b *block) setReturns() {
	b.returns = make([]kernels.HeldMemory, len(b.Steps))
	for k := range b.Steps {
		m := b.stepMemory(k)
		m.Guided = b.guided // the gates are those of what the step reads
		b.returns[k] = b.hold.Memory(m)
	}
	m := b.memory
	m.After = kernels.Scale
	b.input = b.hold.Memory(&m)
}

// setPoints makes rows no wider than so many points need.
func (b *block) setPoints(n int) {
	if columns := vectors(n) * kernels.Lane; columns != b.memory.Columns {
		b.memory.Columns = columns
		b.setSteps()
	}
}

func (b *block) stepMemory(k int) *kernels.Memory {
	m := b.at(b.memory, k)
	m.Winners, m.Kept = b.winners[k], b.kept[k]
	return m
}

// score is the score at a column less that at x0, when all has gone forward.
func (b *block) score(column int) float64 {
	for _, slot := range b.Tensors[len(b.Tensors)-1].Slot {
		return float64(b.memory.Arena[int(slot)*b.memory.Columns+column])
	}
	return 0 // it does not vary
}

// step computes a part, and stepBack takes gradients through one.
func (b *block) step(part plan.Part) {
	if kept := b.kept[part.Step]; kept != nil {
		b.keep(part, kept)
	}
	b.forward(part, b.steps[part.Step], b.list)
}

func (b *block) stepBack(part plan.Part) { b.backward(part, b.returns[part.Step], b.list) }

// onward goes forward through all stages, and back goes back.
func (b *block) onward(ctx context.Context, do func(part plan.Part)) error {
	for i := range b.Stages {
		for _, part := range b.Stages[i].Forward {
			if ctx.Err() != nil {
				return alive(ctx)
			}
			do(part)
		}
	}
	return nil
}

func (b *block) back(ctx context.Context, do func(part plan.Part)) error {
	for i := len(b.Stages) - 1; i >= 0; i-- {
		for _, part := range b.Stages[i].Backward {
			if ctx.Err() != nil {
				return alive(ctx)
			}
			do(part)
		}
	}
	return nil
}

// inBlocks computes n points in blocks of so many columns, as many blocks at once as there
// are threads, and then collects them in their order.
func inBlocks[B any](r *run, n, columns int, blocks []B, compute func(b B, from, to int) error, collect func(b B, points int)) error {
	for from := 0; from < n; {
		var group errgroup.Group
		first := from
		r.spare.Store(int32(r.Threads - min(len(blocks), (n-from+columns-1)/columns)))
		for _, b := range blocks {
			if from < n {
				at, to := from, min(from+columns, n)
				group.Go(func() error { return compute(b, at, to) })
				from = to
			}
		}
		if err := group.Wait(); err != nil {
			return err
		}
		for _, b := range blocks {
			if first < n {
				collect(b, min(columns, n-first))
			}
			first += columns
		}
	}
	return nil
}
