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

// columns is how many points to compute at once of n: width, less where a run would take
// more than Memory. ray is for runs along one, which have a column of their own, and
// factors for those that keep floats in place of gates.
func (e *Engine) columns(n int, p *plan.Plan, ray, factors bool) (int, error) {
	for columns := e.width(n); columns > 0; columns -= kernels.Lane {
		if e.Memory <= 0 || e.bytes(p, columns, ray, factors) <= e.Memory {
			return columns, nil
		}
	}
	return 0, ErrMemory
}

// bytes is the memory of a run, with the lists of its plan.
func (e *Engine) bytes(p *plan.Plan, columns int, ray, factors bool) int64 {
	total := p.Bytes(columns) + int64(p.Rows)*int64(unsafe.Sizeof(kernels.Param{})) + p.Lists()
	if ray {
		total += 4 * kernels.Lane * int64(p.Slots)
	}
	if factors {
		total += 4 * int64(columns) * int64(p.Rows)
	}
	return total
}
