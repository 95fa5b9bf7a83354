package pruned

import (
	"sync"
	"sync/atomic"

	"tfreeze/internal/pruned/plan"
)

// grain is how many rows a goroutine takes at once: enough to make little of the call,
// few enough to share out.
const grain = 192

// each shares the rows 0..n-1 out among the threads, in parts of a grain.
func (r *run) each(n int, work func(worker, from, to int)) { r.eachOf(grain, n, work) }

// shared shares the rows of a part out among the threads.
func (r *run) shared(part plan.Part, work func(worker int, part plan.Part)) {
	r.each(part.To-part.From, func(worker, from, to int) {
		own := part
		own.From, own.To = part.From+from, part.From+to
		work(worker, own)
	})
}

// eachOf is each with another grain.
func (r *run) eachOf(grain, n int, work func(worker, from, to int)) {
	if n <= grain || r.Threads == 1 {
		for from := 0; from < n; from += grain {
			work(0, from, min(from+grain, n))
		}
		return
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for w := range r.Threads {
		wg.Go(func() {
			for {
				from := int(next.Add(int64(grain))) - grain
				if from >= n {
					return
				}
				work(w, from, min(from+grain, n))
			}
		})
	}
	wg.Wait()
}
