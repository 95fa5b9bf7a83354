package pruned

import (
	"context"
	"slices"

	"golang.org/x/sync/errgroup"

	"tfreeze/internal/kernels"
)

// A moment is how far a block has gone back: to a part of a stage.
type moment struct{ stage, part int }

// goBack takes the gradients of points back from a moment on. When a thread has nothing else
// to do, it takes half of the columns: each is computed as before, in the same place.
func (b *rayBlock) goBack(ctx context.Context, at moment, points int) error {
	for ; at.stage >= 0; at = (moment{stage: at.stage - 1}) {
		for parts := b.Stages[at.stage].Backward; at.part < len(parts); at.part++ {
			switch {
			case ctx.Err() != nil:
				return alive(ctx)
			case b.memory.Columns > kernels.Lane && b.isWorthSharing(at) && b.takeThread():
				return b.goApart(ctx, at, points)
			}
			b.homeward(parts[at.part])
		}
	}
	b.spare.Add(1)
	return nil
}

// isWorthSharing reports whether enough is left, and whether the weights of the stage are in a
// cache: each half reads all of them.
func (b *rayBlock) isWorthSharing(at moment) bool {
	late := at.stage == 0 && at.part > len(b.Stages[0].Backward)*3/4
	return b.Stages[at.stage].Streams && !late
}

// takeThread takes a thread that has nothing to do, if there is one.
func (r *run) takeThread() bool {
	for n := r.spare.Load(); n > 0; n = r.spare.Load() {
		if r.spare.CompareAndSwap(n, n-1) {
			return true
		}
	}
	return false
}

// goApart is goBack by two threads.
func (b *rayBlock) goApart(ctx context.Context, at moment, points int) error {
	all := b.memory.Columns
	first := all / kernels.Lane / 2 * kernels.Lane
	var group errgroup.Group
	for _, half := range []*rayBlock{b.columns(0, first, points), b.columns(first, all-first, points)} {
		group.Go(func() error {
			defer half.hold.Release()
			return half.goBack(ctx, at, points)
		})
	}
	return group.Wait()
}

// columns are n of a block's columns from the first on, in its memory.
func (b *rayBlock) columns(first, n, points int) *rayBlock {
	m := b.memory
	if m.Stride == 0 {
		m.Stride = m.Columns
	}
	m.First, m.Columns = m.First+first, n
	m.Zero = slices.Clone(m.Zero) // from here on, each half has its own
	own := &rayBlock{block: &block{run: b.run, memory: m, winners: b.winners, kept: b.kept}, ray: b.ray, sums: b.sums, totals: make([]kernels.HeldTotal, len(b.totals))}
	own.list = own.hold.Entries(b.widest)
	own.setReturns()
	own.steps = own.returns // what adds gradients up asks no more
	own.setTotals(points)
	return own
}
