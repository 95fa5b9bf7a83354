package pipeline

import (
	"sync"

	"tfreeze/explain"
	"tfreeze/inputs"
	"tfreeze/results"
)

// A bar counts the runs of the network over all inputs.
type bar struct {
	mutex sync.Mutex
	runs  int
}

// progress returns a function for explain to call after each run, for any of the
// inputs.
func (r *run) progress() func(done, total int) {
	if r.Watcher == nil {
		return nil
	}
	return func(_, total int) {
		r.bar.mutex.Lock()
		defer r.bar.mutex.Unlock()
		r.bar.runs++
		r.Watcher.Progress(r.bar.runs, total*len(r.Inputs))
	}
}

func (r *run) explained(in *inputs.Input, result *explain.Result, s results.Summary) {
	if r.Watcher == nil {
		return
	}
	r.bar.mutex.Lock()
	defer r.bar.mutex.Unlock()
	r.Watcher.Explained(in, result, s)
}
