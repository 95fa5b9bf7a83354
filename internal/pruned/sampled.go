package pruned

import (
	"context"

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
	columns, err := e.columns(points.N, p, false, p.Net.HasFunctions())
	if err != nil {
		return nil, err
	}
	r, err := e.run(p, v, points.Guided)
	if err != nil {
		return nil, err
	}
	defer r.release()
	r.allocate(columns, p.Net.HasFunctions())
	if points.Guided && p.Net.HasFunctions() {
		r.memory.Positive = allPoints(r.memory.Columns)
	}
	input := &r.Tensors[r.Net.Input]
	sums := make([][]float64, len(points.Powers))
	for i := range sums {
		sums[i] = make([]float64, r.Shape(r.Net.Input).Elements())
	}
	for from := 0; from < points.N; from += r.memory.Columns {
		n := min(r.memory.Columns, points.N-from)
		if err := r.place(points, from, n); err != nil {
			return nil, err
		}
		if err := r.both(ctx); err != nil {
			return nil, err
		}
		r.each(len(input.Elements), func(_, first, last int) { r.addUp(sums, points.Powers, first, last, n) })
	}
	return sums, nil
}

// allPoints marks all columns.
func allPoints(columns int) []uint16 {
	all := make([]uint16, columns/kernels.Lane)
	for i := range all {
		all[i] = 1<<kernels.Lane - 1
	}
	return all
}

// place writes the states of the input at n points.
func (r *run) place(points Points, from, n int) error {
	input, columns := &r.Tensors[r.Net.Input], r.memory.Columns
	offset := make([]float32, r.Shape(r.Net.Input).Elements())
	for s := range columns {
		if clear(offset); s < n {
			if err := points.Offset(from+s, offset); err != nil {
				return err
			}
		}
		for i, e := range input.Elements {
			r.memory.Arena[int(input.Slot[i])*columns+s] = offset[e]
		}
	}
	return nil
}

// both goes forward and back again.
func (r *run) both(ctx context.Context) error {
	for k := range r.Steps {
		if err := alive(ctx); err != nil {
			return err
		}
		r.forward(k, r.at(r.memory, k))
	}
	return r.allBack(ctx)
}

// allBack takes the score's gradient to the input.
func (r *run) allBack(ctx context.Context) error {
	r.seed(&r.memory)
	for k := len(r.Steps) - 1; k >= 0; k-- {
		if err := alive(ctx); err != nil {
			return err
		}
		r.backward(k, &r.memory)
	}
	r.clearOrphans(&r.memory, r.Orphans)
	return nil
}

// addUp adds powers of the gradients of some of the input's elements, in the order of the
// points.
func (r *run) addUp(sums [][]float64, powers []int, first, last, n int) {
	input := &r.Tensors[r.Net.Input]
	for i := first; i < last; i++ {
		at, e := int(input.Slot[i])*r.memory.Columns, input.Elements[i]
		for k, power := range powers {
			for _, g := range r.memory.Arena[at : at+n] {
				sums[k][e] += raised(float64(g), power)
			}
		}
	}
}

func raised(g float64, power int) float64 {
	d := g
	for range power - 1 {
		d *= g
	}
	return d
}
