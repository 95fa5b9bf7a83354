package pruned

import (
	"context"
	"sync"

	"tfreeze/internal/kernels"
	"tfreeze/internal/pruned/plan"
)

// Points are points around the input.
type Points struct {
	N int
	// Offset writes the k-th point less the input.
	Offset func(k int, into []float32) error
	// Powers of the gradients are summed, each 1 or more.
	Powers []int
	// Guided takes guided gradients.
	Guided bool
}

// Sampled returns the sums of powers of the score's gradients at points around the input,
// for each power and element of the input.
func (e *Engine) Sampled(ctx context.Context, p *plan.Plan, v plan.Values, points Points) ([][]float64, error) {
	factors := p.Net.HasFunctions()
	blocks, columns, err := e.share(points.N, p, nil, factors)
	if err != nil {
		return nil, err
	}
	r, err := e.run(p, v, mode{guided: points.Guided})
	if err != nil {
		return nil, err
	}
	defer r.release()
	s := &sampling{run: r, Points: points}
	for range points.Powers {
		s.totals = append(s.totals, make([]float64, r.Shape(r.Net.Input).Elements()))
	}
	all := make([]*sampled, blocks)
	for i := range all {
		all[i] = s.newBlock(r.newBlock(i, columns, factors))
	}
	err = inBlocks(r, points.N, columns, all, func(b *sampled, from, to int) error { return b.compute(ctx, from, to) }, (*sampled).collect)
	return s.totals, err
}

// A sampling is a run at points around the input.
type sampling struct {
	*run
	Points
	// mutex lets one block at a time ask for its points.
	mutex sync.Mutex
	// totals are the sums of the gradients' powers, by the input's elements.
	totals [][]float64
}

// A sampled block has some of the points.
type sampled struct {
	*block
	sampling *sampling
	// offsets are the points less the input, and sums are those of the gradients' powers by
	// vectors of points.
	offsets [][]float32
	sums    [][]float64
	adding  []kernels.HeldTotal
}

func (s *sampling) newBlock(b *block) *sampled {
	if s.Guided && b.memory.Factors != nil {
		b.memory.Positive = allPoints(b.memory.Columns)
	}
	b.setSteps()
	r := &sampled{block: b, sampling: s}
	for range min(b.memory.Columns, s.N) {
		r.offsets = append(r.offsets, make([]float32, s.Shape(s.Net.Input).Elements()))
	}
	for range s.Powers {
		r.sums = append(r.sums, make([]float64, len(s.Tensors[s.Net.Input].Elements)*b.memory.Columns/kernels.Lane))
	}
	return r
}

// compute takes the points from..to-1.
func (b *sampled) compute(ctx context.Context, from, to int) error {
	if err := b.place(from, to); err != nil {
		return err
	}
	err := b.onward(ctx, func(part plan.Part) {
		if part.Step >= 0 {
			b.step(part)
			return
		}
		b.load(part, b.offsets[:to-from])
	})
	if err != nil {
		return err
	}
	b.setAdding(to - from)
	b.seed(&b.memory)
	return b.back(ctx, b.homeward)
}

// place asks for the points.
func (b *sampled) place(from, to int) error {
	b.sampling.mutex.Lock()
	defer b.sampling.mutex.Unlock()
	for k := from; k < to; k++ {
		if err := b.sampling.Offset(k, b.offsets[k-from]); err != nil {
			return err
		}
	}
	return nil
}

// setAdding holds what adds up the powers.
func (b *sampled) setAdding(points int) {
	input := &b.Tensors[b.Net.Input]
	b.adding = nil
	for k, power := range b.sampling.Powers {
		t := &kernels.Total{Slot: input.Grad, Sums: b.sums[k], Step: len(input.Elements), Columns: points, Power: power}
		b.adding = append(b.adding, b.hold.Total(t, &b.memory))
	}
}

// load writes the states of some of the input's elements, 0 where there is no point.
func (b *block) load(part plan.Part, offsets [][]float32) {
	m, input := &b.memory, &b.Tensors[b.Net.Input]
	slots, elements := input.Slot[part.From:part.To], input.Elements[part.From:part.To]
	for c := range m.Columns {
		if c >= len(offsets) {
			for _, slot := range slots {
				m.Arena[int(slot)*m.Columns+c] = 0
			}
			continue
		}
		for i, slot := range slots {
			m.Arena[int(slot)*m.Columns+c] = offsets[c][elements[i]]
		}
	}
}

// homeward goes back to the input.
func (b *sampled) homeward(part plan.Part) {
	if part.Back >= 0 {
		b.stepBack(part)
		return
	}
	b.clearOrphans(&b.memory, part)
	for k := 0; part.Step < 0 && k < len(b.adding); k++ {
		b.form.AddUp(b.adding[k], b.input, part.From, part.To)
	}
}

// collect adds the sums to those of all points, vector by vector.
func (b *sampled) collect(points int) {
	input := &b.Tensors[b.Net.Input]
	for k, sums := range b.sums {
		for v := 0; v < points; v += kernels.Lane {
			for i, e := range input.Elements {
				b.sampling.totals[k][e] += sums[v/kernels.Lane*len(input.Elements)+i]
			}
		}
	}
}

// allPoints marks all columns.
func allPoints(columns int) []uint16 {
	all := make([]uint16, columns/kernels.Lane)
	for i := range all {
		all[i] = 1<<kernels.Lane - 1
	}
	return all
}
