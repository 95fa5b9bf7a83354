package pruned

import (
	"slices"
	"sync"
	"unsafe"

	"tfreeze/internal/kernels"
)

// rooms keeps memory for the next map: what has been written to before needs no new pages,
// and nobody has to collect it. All of it is written before it is read.
type rooms struct {
	mutex sync.Mutex
	free  [][]float32
}

// maxFree is how many parts are kept at most: some for each step and each thread.
const maxFree = 256

// take returns n floats, of any values: of the parts that are large enough, the smallest.
func (r *rooms) take(n int) []float32 {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	best := -1
	for i, f := range r.free {
		if cap(f) >= n && (best < 0 || cap(f) < cap(r.free[best])) {
			best = i
		}
	}
	if best >= 0 {
		f := r.free[best]
		r.free = slices.Delete(r.free, best, best+1)
		return f[:n]
	}
	// Larger than any that is there: those make place for it.
	if len(r.free) == maxFree {
		r.free = nil
	}
	return kernels.Aligned(n)
}

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

// take returns n floats, until the run's release.
func (r *run) take(n int) []float32 {
	f := r.rooms.take(n)
	r.taking.Lock()
	defer r.taking.Unlock()
	r.taken = append(r.taken, f)
	return f
}

// takeOf returns n values of a type without pointers, of any values, until the run's release.
func takeOf[T uint8 | uint16 | float64 | kernels.Param | kernels.Entry](r *run, n int) []T {
	if n == 0 {
		return nil
	}
	f := r.take((n*int(unsafe.Sizeof(*new(T))) + 3) / 4)
	return unsafe.Slice((*T)(unsafe.Pointer(&f[0])), n)
}
