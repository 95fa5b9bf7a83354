package pruned

import (
	"context"

	"tfreeze/internal/kernels"
	"tfreeze/internal/pruned/plan"
)

// Integrated returns the sum of the score's gradients at the points baseline + alpha (x -
// baseline), for each element of the input; from is baseline - x. At alpha 0, a baseline of
// one color makes ties in max-pools, which differences from x0 break by their last digit:
// that point is for the dense network.
func (e *Engine) Integrated(ctx context.Context, p *plan.Plan, v plan.Values, from []float32, alphas []float64) ([]float64, error) {
	columns, err := e.columns(len(alphas), p, true, p.Net.HasFunctions())
	if err != nil {
		return nil, err
	}
	r, err := e.run(p, v, false)
	if err != nil {
		return nil, err
	}
	i := &integration{run: r, places: rays(p), from: from, totals: make([][]float64, len(p.Steps)+1), bases: make([][]float32, len(p.Steps))}
	defer r.release()
	i.prepare(columns)
	for at := 0; at < len(alphas); at += r.memory.Columns {
		if err := i.block(ctx, alphas[at:min(at+r.memory.Columns, len(alphas))]); err != nil {
			return nil, err
		}
	}
	return i.finish(), nil
}

// An integration is a run along a ray.
type integration struct {
	*run
	places []place
	from   []float32
	alphas []float64
	// bases are the sums at the ends of the ray, where along is 1, and totals the
	// gradients there, added up over the points; the input's are the last.
	bases  [][]float32
	totals [][]float64
}

// prepare makes room and follows the ray to its ends.
func (i *integration) prepare(columns int) {
	i.allocate(columns, i.Net.HasFunctions())
	i.single = kernels.Memory{Arena: i.rooms.take(i.Slots * kernels.Lane), Params: i.params, Columns: kernels.Lane}
	i.startRay()
	for k := range i.Steps {
		i.rayStep(k)
	}
}

// startRay puts the input's one column in its place.
func (i *integration) startRay() {
	input := &i.Tensors[i.Net.Input]
	for k, e := range input.Elements {
		at := int(input.Slot[k]) * kernels.Lane
		clear(i.single.Arena[at : at+kernels.Lane])
		i.single.Arena[at] = i.from[e]
	}
	i.totals[len(i.Steps)] = make([]float64, len(input.Elements))
}

// rayStep computes the one column of a step on the ray.
func (i *integration) rayStep(k int) {
	if i.places[k] == behind {
		return
	}
	m := *i.at(i.single, k)
	if m.After = kernels.Scale; i.places[k] == atEnd {
		m.After = kernels.Sum
	}
	i.forward(k, &m)
	if i.places[k] == atEnd {
		i.keepBase(k)
	}
}

func (i *integration) keepBase(k int) {
	l := &i.Tensors[i.Steps[k].Out]
	i.bases[k], i.totals[k] = make([]float32, len(l.Elements)), make([]float64, len(l.Elements))
	for n, slot := range l.Slot {
		i.bases[k][n] = i.single.Arena[int(slot)*kernels.Lane]
	}
}

// block takes some of the points.
func (i *integration) block(ctx context.Context, alphas []float64) error {
	along := kernels.Aligned(i.memory.Columns)
	for s, a := range alphas {
		along[s] = float32(1 - a)
	}
	if i.inputSpreads() {
		i.spreadInput(along)
	}
	for k := range i.Steps {
		if err := alive(ctx); err != nil {
			return err
		}
		i.step(k, along)
	}
	return i.backBlock(ctx, len(alphas))
}

// backBlock adds up the gradients of points at the ends of the ray.
func (i *integration) backBlock(ctx context.Context, points int) error {
	if !i.seed(&i.memory) {
		return nil
	}
	for k := len(i.Steps) - 1; k >= 0; k-- {
		if err := alive(ctx); err != nil {
			return err
		}
		switch i.places[k] {
		case behind:
			i.backward(k, &i.memory)
		case atEnd:
			i.clearOrphans(&i.memory, i.Steps[k].Orphans)
			i.add(k, i.Steps[k].Out, points)
		}
	}
	if i.inputSpreads() {
		i.clearOrphans(&i.memory, i.Orphans)
		i.add(len(i.Steps), i.Net.Input, points)
	}
	return nil
}

// step goes forward.
func (i *integration) step(k int, along []float32) {
	switch l := &i.Tensors[i.Steps[k].Out]; i.places[k] {
	case behind:
		i.forward(k, i.at(i.memory, k))
	case atEnd:
		m := i.at(i.memory, k)
		i.each(len(l.Elements), func(_, from, to int) { i.form.Spread(m, i.bases[k], along, l.Slot, l.Row, from, to) })
	}
}

// add adds up the gradients of a tensor.
func (i *integration) add(k, tensor, points int) {
	l := &i.Tensors[tensor]
	i.each(len(l.Elements), func(_, from, to int) { kernels.Total(&i.memory, points, l.Slot, from, to, i.totals[k]) })
}

// inputSpreads reports whether the input itself is read behind the ray.
func (i *integration) inputSpreads() bool {
	for k := range i.Steps {
		for _, t := range i.Steps[k].In {
			if i.places[k] == behind && t == i.Net.Input {
				return true
			}
		}
	}
	return false
}

func (i *integration) spreadInput(along []float32) {
	l := &i.Tensors[i.Net.Input]
	base := make([]float32, len(l.Elements))
	for n, e := range l.Elements {
		base[n] = i.from[e]
	}
	m := i.memory
	m.After = kernels.Scale
	i.each(len(base), func(_, from, to int) { i.form.Spread(&m, base, along, l.Slot, l.Row, from, to) })
}

// finish takes the sums at the ends of the ray back to the input, as one column.
func (i *integration) finish() []float64 {
	if i.inputSpreads() {
		sum := make([]float64, i.Shape(i.Net.Input).Elements())
		for n, e := range i.Tensors[i.Net.Input].Elements {
			sum[e] = i.totals[len(i.Steps)][n]
		}
		return sum
	}
	i.back()
	return i.inputSum()
}

// inputSum is the gradient of one column at the input.
func (i *integration) inputSum() []float64 {
	sum := make([]float64, i.Shape(i.Net.Input).Elements())
	input := &i.Tensors[i.Net.Input]
	for n, e := range input.Elements {
		sum[e] = float64(i.single.Arena[int(input.Slot[n])*kernels.Lane])
	}
	return sum
}

func (i *integration) back() {
	for k := len(i.Steps) - 1; k >= 0; k-- {
		if i.places[k] == behind {
			continue
		}
		if i.places[k] == atEnd {
			for n, slot := range i.Tensors[i.Steps[k].Out].Slot {
				at := int(slot) * kernels.Lane
				clear(i.single.Arena[at : at+kernels.Lane])
				i.single.Arena[at] = float32(i.totals[k][n])
			}
		}
		i.backward(k, &i.single)
	}
	i.clearOrphans(&i.single, i.Orphans) // last: others have had their slots
}
