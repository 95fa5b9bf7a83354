// Package rooms keeps memory for the next plan and the next map: what has been written to
// before needs no new pages, and nobody has to collect it.
package rooms

import (
	"slices"
	"sync"

	"tfreeze/internal/kernels"
)

// Rooms are parts of memory that nobody uses now. The zero value has none; goroutines may
// share it.
type Rooms struct {
	mutex sync.Mutex
	// free are the parts, the smallest first.
	free [][]float32
	lent int
}

// maxFree is how many parts are kept at most.
const maxFree = 1 << 11

// Take returns n floats, of any values, aligned as package kernels needs them: of the parts
// that are large enough, the smallest. If no part is, a new one replaces the largest: parts
// grow, and do not become more.
func (r *Rooms) Take(n int) []float32 {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.lent++
	at := r.search(n)
	if at == len(r.free) {
		r.free = r.free[:max(0, at-1)]
		return kernels.Aligned(n)
	}
	f := r.free[at]
	r.free = slices.Delete(r.free, at, at+1)
	return f[:n]
}

// Lent is how many parts were taken and not given back.
func (r *Rooms) Lent() int {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.lent
}

// search finds the smallest part of n floats or more.
func (r *Rooms) search(n int) int {
	at, _ := slices.BinarySearchFunc(r.free, n, func(f []float32, n int) int { return cap(f) - n })
	return at
}

// Give takes back what Take returned.
func (r *Rooms) Give(all ...[]float32) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for _, f := range all {
		if cap(f) == 0 {
			continue // of nobody
		}
		if r.lent--; len(r.free) < maxFree {
			r.free = slices.Insert(r.free, r.search(cap(f)), f[:0])
		}
	}
}
