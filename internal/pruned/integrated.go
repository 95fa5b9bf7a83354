package pruned

import (
	"context"

	"tfreeze/internal/kernels"
	"tfreeze/internal/pruned/plan"
	"tfreeze/internal/pruned/rooms"
)

// A Line are points baseline + alpha (x - baseline), and their weights in a sum; nil is 1.
type Line struct{ Alphas, Weights []float64 }

// A Sum is what Integrated makes of a line.
type Sum struct {
	// Gradients are the weighted sums of the score's gradients, by the input's elements.
	Gradients []float64
	// AtBaseline is the score at the baseline less that at x0.
	AtBaseline float64
}

// A stretch are some points of a line, and perhaps, as the last, the baseline: its score is
// asked for, and no gradient.
type stretch struct {
	Line
	baseline bool
}

// stretch are the points from..to-1 of the line and the baseline behind it.
func (l Line) stretch(from, to int) stretch {
	s := stretch{baseline: to > len(l.Alphas)}
	to = min(to, len(l.Alphas))
	if s.Alphas = l.Alphas[from:to]; l.Weights != nil {
		s.Weights = l.Weights[from:to]
	}
	return s
}

// points is how many columns it takes.
func (s *stretch) points() int {
	if s.baseline {
		return len(s.Alphas) + 1
	}
	return len(s.Alphas)
}

// Integrated returns the weighted sum of the score's gradients at the points of a line, for
// each element of the input, and the score at its baseline; from is baseline - x. At alpha 0, a
// baseline of one color makes ties in max-pools, which differences from x0 break by their last
// digit: the gradient there is for the dense network. The score is the same whichever wins.
func (e *Engine) Integrated(ctx context.Context, p *plan.Plan, v plan.Values, from []float32, line Line) (Sum, error) {
	return e.along(ctx, p, v, from, line, mode{})
}

// along is Integrated for activations of a mode.
func (e *Engine) along(ctx context.Context, p *plan.Plan, v plan.Values, from []float32, line Line, m mode) (Sum, error) {
	places, factors := rays(p), p.Net.HasFunctions()
	n := len(line.Alphas) + 1
	blocks, columns, err := e.share(n, p, places, factors)
	if err != nil {
		return Sum{}, err
	}
	r, err := e.run(p, v, m)
	if err != nil {
		return Sum{}, err
	}
	defer r.release()
	x := newRay(r, places, from)
	if err := x.follow(ctx); err != nil {
		return Sum{}, err
	}
	all := make([]*rayBlock, blocks)
	for i := range all {
		all[i] = x.newBlock(r.newBlock(i, columns, factors))
	}
	err = inBlocks(r, n, columns, all, func(b *rayBlock, from, to int) error {
		return b.compute(ctx, line.stretch(from, to))
	}, (*rayBlock).collect)
	if err != nil {
		return Sum{}, err
	}
	gradients, err := x.finish(ctx)
	return Sum{gradients, x.atBaseline}, err
}

// A rayBlock is a block of points on a ray.
type rayBlock struct {
	*block
	ray   *ray
	along []float32
	// ends spread the columns of the ray's ends, and sums are the gradients there, added up
	// by vectors of points. Those of the input are the last.
	ends []kernels.HeldRay
	sums [][]float64
	// totals make the sums.
	totals []kernels.HeldTotal
}

func (x *ray) newBlock(b *block) *rayBlock {
	n := len(x.bases)
	r := &rayBlock{block: b, ray: x, along: kernels.Aligned(b.memory.Columns), ends: make([]kernels.HeldRay, n), sums: make([][]float64, n), totals: make([]kernels.HeldTotal, n)}
	b.setSteps()
	for k := range x.bases {
		r.setEnd(k)
	}
	return r
}

// setEnd holds an end of the ray.
func (b *rayBlock) setEnd(k int) {
	if base := b.ray.bases[k]; base != nil {
		l := b.ray.end(k)
		b.ends[k] = b.hold.Ray(&kernels.Ray{Base: base, Along: b.along, Slot: l.Slot, Row: l.Row}, &b.memory)
		b.sums[k] = rooms.Of[float64](&b.loan, len(base)*b.memory.Columns/kernels.Lane)
	}
}

// setTotals holds what adds up the gradients of points.
func (b *rayBlock) setTotals(points int) {
	for k, base := range b.ray.bases {
		if base != nil {
			b.totals[k] = b.hold.Total(&kernels.Total{Slot: b.ray.end(k).Grad, Sums: b.sums[k], Step: len(base), Columns: points, Power: 1}, &b.memory)
		}
	}
}

// compute takes points forward, and their gradients back to the ends of the ray.
func (b *rayBlock) compute(ctx context.Context, s stretch) error {
	b.setPoints(s.points())
	b.setAlong(s.Alphas)
	if s.baseline {
		b.along[len(s.Alphas)] = 1
	}
	if err := b.onward(ctx, func(part plan.Part) { b.ahead(part) }); err != nil {
		return err
	}
	if s.baseline {
		b.ray.atBaseline = b.score(len(s.Alphas))
	}
	return b.computeBack(ctx, s.Line)
}

func (b *rayBlock) setAlong(alphas []float64) {
	clear(b.along)
	for s, a := range alphas {
		b.along[s] = float32(1 - a)
	}
}

// computeBack takes the gradients of points back.
func (b *rayBlock) computeBack(ctx context.Context, line Line) error {
	if len(line.Alphas) == 0 || !b.seed(&b.memory) {
		for _, sums := range b.sums {
			clear(sums)
		}
		return nil
	}
	b.leaveOut(&b.memory, len(line.Alphas))
	b.setTotals(len(line.Alphas))
	b.weigh(&b.memory, line.Weights)
	return b.goBack(ctx, moment{stage: len(b.Stages) - 1}, len(line.Alphas))
}

// ahead goes forward.
func (b *rayBlock) ahead(part plan.Part) {
	k, x := part.Step, b.ray
	switch {
	case k < 0 && x.spreads:
		b.form.Spread(b.ends[len(b.Steps)], b.input, part.From, part.To)
	case k < 0:
	case x.places[k] == behind:
		b.step(part)
	case x.places[k] == atEnd:
		b.form.Spread(b.ends[k], b.steps[k], part.From, part.To)
	}
}

// homeward goes back to the ends of the ray.
func (b *rayBlock) homeward(part plan.Part) {
	k, x := part.Step, b.ray
	if part.Back >= 0 {
		if x.places[k] == behind {
			b.stepBack(part)
		}
		return
	}
	b.clearOrphans(&b.memory, part)
	switch {
	case k < 0 && x.spreads:
		b.form.AddUp(b.totals[len(b.Steps)], b.input, part.From, part.To)
	case k >= 0 && x.places[k] == atEnd:
		b.form.AddUp(b.totals[k], b.steps[k], part.From, part.To)
	}
}

// collect adds the sums to the ray's, vector by vector, whatever block they are of.
func (b *rayBlock) collect(points int) {
	for k, sums := range b.sums {
		totals := b.ray.totals[k]
		for v := 0; sums != nil && v < points; v += kernels.Lane {
			for i, s := range sums[v/kernels.Lane*len(totals):][:len(totals)] {
				totals[i] += s
			}
		}
	}
}
