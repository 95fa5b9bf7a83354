package pruned

import (
	"sync"

	"tfreeze/internal/kernels"
)

// rooms keeps memory for the next map: what has been written to before needs no new pages.
// All of it is written before it is read.
type rooms struct {
	mutex sync.Mutex
	free  [][]float32
}

// take returns n floats, of any values.
func (r *rooms) take(n int) []float32 {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for i, f := range r.free {
		if cap(f) >= n {
			r.free = append(r.free[:i], r.free[i+1:]...)
			return f[:n]
		}
	}
	// Larger than any that is there: those make place for it.
	if len(r.free) > maxFree {
		r.free = nil
	}
	return kernels.Aligned(n)
}

// maxFree is how many parts are kept at most.
const maxFree = 8

// give takes back what take returned.
func (r *rooms) give(all ...[]float32) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for _, f := range all {
		if len(r.free) < maxFree && cap(f) > 0 {
			r.free = append(r.free, f[:0])
		}
	}
}
