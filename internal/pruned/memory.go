package pruned

import (
	"errors"
	"unsafe"

	"tfreeze/internal/kernels"
	"tfreeze/internal/pruned/plan"
)

// ErrMemory says that a map takes more than Engine.Memory, however few points are computed
// at once.
var ErrMemory = errors.New("it needs more memory than it may take")

// share parts n points into blocks of so many columns, of which some are computed at once:
// one for each thread, less where that would take more than Memory. places are those of a
// run along a ray, nil for others; factors are for runs that keep floats in place of gates.
func (e *Engine) share(n int, p *plan.Plan, places []place, factors bool) (blocks, columns int, err error) {
	widest := e.width(n)
	for blocks = min(e.Threads, (n+widest-1)/widest); blocks > 0; blocks-- {
		for columns = widest; columns > 0; columns -= kernels.Lane {
			if e.Memory <= 0 || e.bytes(p, places)+int64(blocks)*e.blockBytes(p, columns, places, factors) <= e.Memory {
				return blocks, columns, nil
			}
		}
	}
	return 0, 0, ErrMemory
}

// bytes is the memory that all points of a run share, with the lists of its plan.
func (e *Engine) bytes(p *plan.Plan, places []place) int64 {
	total := int64(p.Rows)*int64(unsafe.Sizeof(kernels.Param{})) + p.Lists() + e.convBytes(p)
	if places != nil {
		total += 4*kernels.Lane*int64(p.Slots) + 12*ends(p, places)
	}
	return total
}

// blockBytes is the memory of a block.
func (e *Engine) blockBytes(p *plan.Plan, columns int, places []place, factors bool) int64 {
	total := p.Bytes(columns)
	if factors {
		total += 4 * int64(columns) * int64(p.Rows)
	}
	sums := 8 * int64(columns/kernels.Lane)
	if places == nil {
		return total + int64(len(p.Tensors[p.Net.Input].Elements))*(sums+4*int64(columns))
	}
	return total + sums*ends(p, places)
}

// ends is how many elements are at the ends of a ray.
func ends(p *plan.Plan, places []place) int64 {
	n := 0
	if inputSpreads(p, places) {
		n = len(p.Tensors[p.Net.Input].Elements)
	}
	for k, place := range places {
		if place == atEnd {
			n += len(p.Tensors[p.Steps[k].Out].Elements)
		}
	}
	return int64(n)
}
