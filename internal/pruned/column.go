package pruned

import (
	"context"

	"tfreeze/internal/kernels"
	"tfreeze/internal/pruned/plan"
)

// A ray follows one column from the input to where activations and max-pools make points
// differ, and takes the gradients there back. What it has of each step it has of the input,
// too, as the last.
type ray struct {
	*run
	places []place
	// spreads reports that the input itself is read behind the ray.
	spreads bool
	from    []float32
	single  kernels.Memory
	// bases are the sums at the ends of the ray, of the baseline's place, and totals the
	// gradients there of all points.
	bases  [][]float32
	totals [][]float64
	// atBaseline is the score at the baseline less that at x0.
	atBaseline float64
}

func newRay(r *run, places []place, from []float32) *ray {
	n := len(r.Steps) + 1
	return &ray{run: r, places: places, spreads: inputSpreads(r.Plan, places), from: from, bases: make([][]float32, n), totals: make([][]float64, n)}
}

// inputSpreads reports whether the input itself is read behind the ray.
func inputSpreads(p *plan.Plan, places []place) bool {
	for k := range p.Steps {
		for _, t := range p.Steps[k].In {
			if places[k] == behind && t == p.Net.Input {
				return true
			}
		}
	}
	return false
}

// end is the tensor of a step's output or, behind the last, the input.
func (x *ray) end(k int) *plan.Live {
	if k == len(x.Steps) {
		return &x.Tensors[x.Net.Input]
	}
	return &x.Tensors[x.Steps[k].Out]
}

// makeEnd makes room for n sums at an end.
func (x *ray) makeEnd(k, n int) { x.bases[k], x.totals[k] = make([]float32, n), make([]float64, n) }

// setSingle makes room for the column.
func (x *ray) setSingle() {
	x.single = kernels.Memory{Arena: x.loan.Floats(x.Slots * kernels.Lane), Params: x.params, Columns: kernels.Lane}
}

// follow computes the column of all steps on the ray.
func (x *ray) follow(ctx context.Context) error {
	x.setSingle()
	for k := range x.Steps {
		if x.places[k] == atEnd {
			x.makeEnd(k, len(x.Tensors[x.Steps[k].Out].Elements))
		}
	}
	if x.spreads {
		x.makeEnd(len(x.Steps), len(x.Tensors[x.Net.Input].Elements))
	}
	for s := range x.Stages {
		for _, part := range x.Stages[s].Forward {
			x.part(part)
		}
		if err := alive(ctx); err != nil {
			return err
		}
	}
	return nil
}

// part computes the column of a part.
func (x *ray) part(part plan.Part) {
	k := part.Step
	switch {
	case k < 0:
		x.start(part)
		return
	case x.places[k] == behind:
		return
	}
	m := x.hold.Memory(x.memory(k))
	x.shared(part, func(worker int, part plan.Part) { x.forward(part, m, x.lists[worker]) })
	if x.places[k] == atEnd {
		slots := x.Tensors[x.Steps[k].Out].Slot
		for n := part.From; n < part.To; n++ {
			x.bases[k][n] = x.single.Arena[int(slots[n])*kernels.Lane]
		}
	}
}

// memory is the column's as a step uses it.
func (x *ray) memory(k int) *kernels.Memory {
	m := x.at(x.single, k)
	if m.After = kernels.Scale; x.places[k] == atEnd {
		m.After = kernels.Sum
	}
	return m
}

// start puts some of the input in its place.
func (x *ray) start(part plan.Part) {
	input := &x.Tensors[x.Net.Input]
	for n := part.From; n < part.To; n++ {
		x.set(input.Slot[n], x.from[input.Elements[n]])
		if x.spreads {
			x.bases[len(x.Steps)][n] = x.from[input.Elements[n]]
		}
	}
}

func (x *ray) set(slot int32, value float32) {
	at := x.single.Arena[int(slot)*kernels.Lane:][:kernels.Lane]
	clear(at)
	at[0] = value
}

// finish takes the sums at the ends of the ray back to the input, as one column.
func (x *ray) finish(ctx context.Context) ([]float64, error) {
	sum := make([]float64, x.Shape(x.Net.Input).Elements())
	if x.spreads {
		for n, e := range x.Tensors[x.Net.Input].Elements {
			sum[e] = x.totals[len(x.Steps)][n]
		}
		return sum, nil
	}
	for s := len(x.Stages) - 1; s >= 0; s-- {
		for _, part := range x.Stages[s].Backward {
			x.partBack(part, sum)
		}
		if err := alive(ctx); err != nil {
			return nil, err
		}
	}
	return sum, nil
}

// partBack takes the column of gradients through a part.
func (x *ray) partBack(part plan.Part, sum []float64) {
	k := part.Step
	switch {
	case part.Back >= 0 && x.places[k] != behind:
		m := x.hold.Memory(x.memory(k))
		x.shared(part, func(worker int, part plan.Part) { x.backward(part, m, x.lists[worker]) })
	case part.Back >= 0:
	case k < 0:
		x.clearOrphans(&x.single, part)
		x.gradients(part, sum)
	case x.places[k] == inside:
		x.clearOrphans(&x.single, part)
	case x.places[k] == atEnd:
		grad := x.Tensors[x.Steps[k].Out].Grad
		for n := part.From; n < part.To; n++ {
			x.set(grad[n], float32(x.totals[k][n]))
		}
	}
}

// gradients are those of some of the input's elements.
func (x *ray) gradients(part plan.Part, sum []float64) {
	input := &x.Tensors[x.Net.Input]
	for n := part.From; n < part.To; n++ {
		sum[input.Elements[n]] = float64(x.single.Arena[int(input.Grad[n])*kernels.Lane])
	}
}
