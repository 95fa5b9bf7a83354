package kernels

import (
	"sync"
	"sync/atomic"
)

// inShares computes n shares of some work, each by one of so many threads, with room of its
// own.
func inShares(n, threads, room int, compute func(i int, room []float32)) {
	var next atomic.Int64
	work := func() {
		r := roomOf(room)
		defer rooms.Put(r)
		for i := next.Add(1) - 1; int(i) < n; i = next.Add(1) - 1 {
			compute(int(i), *r)
		}
	}
	var others sync.WaitGroup
	for range min(threads, n) - 1 {
		others.Go(work)
	}
	work()
	others.Wait()
}

// rooms keeps memory from one layer to the next.
var rooms sync.Pool

func roomOf(n int) *[]float32 {
	if r, ok := rooms.Get().(*[]float32); ok && len(*r) >= n {
		return r
	}
	r := Aligned(n)
	return &r
}
