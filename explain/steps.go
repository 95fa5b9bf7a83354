package explain

import (
	"math"
	"slices"

	"tfreeze/methods"
)

// converged runs one method in one variant. If methods.Auto was asked for, it doubles the
// points until the convergence delta of each input is within the tolerance, or more points
// do not help: freezing by threshold makes the network jump, and the delta then stays. The
// map is that of so many points, to the bit.
func (j *job) converged(m methods.Method, s setting) (found, error) {
	if !j.auto || !slices.Contains(m.Options, methods.Tolerance.Choice) {
		return j.overBaselines(m, s)
	}
	var all found
	searches := make([]search, len(j.results))
	for k, n := range methods.AutoSteps {
		j.request.Options.Set(methods.Steps.Is(n))
		if k > 0 {
			j.countMore((n + 1) * len(j.baselines))
		}
		one, err := j.overBaselines(m, s)
		if err != nil {
			return all, err
		}
		if k == 0 {
			all = one
			all.steps = make([]Steps, len(j.results))
		}
		all.engine, all.pairs = one.engine, one.pairs
		for i := range searches {
			if searches[i].done {
				continue
			}
			copy(j.part(all.values, i), j.part(one.values, i))
			all.deltas[i] = one.deltas[i]
			reached := searches[i].add(one.deltas[i], methods.Tolerance.Of(j.request.Options)*math.Abs(one.differences[i]))
			all.steps[i] = Steps{n, reached}
		}
		if !slices.ContainsFunc(searches, func(s search) bool { return !s.done }) {
			break
		}
	}
	return all, nil
}

// A search is one input's.
type search struct {
	done bool
	// least is the smallest delta so far, and stalled counts the doublings in a row that
	// have not made it smaller by a tenth.
	least   float64
	stalled int
	begun   bool
}

// patience is how many doublings in a row may leave the delta as it was. On a smooth path
// each halves it; on a path with kinks it may rise once by chance.
const patience = 2

// add goes on to more points, and reports whether their delta is within a tolerance.
func (s *search) add(delta, allowed float64) (reached bool) {
	size := math.Abs(delta)
	if s.begun && size > 0.9*s.least {
		s.stalled++
	} else {
		s.stalled = 0
	}
	if !s.begun || size < s.least {
		s.least = size
	}
	s.begun = true
	reached = size <= allowed
	s.done = reached || s.stalled == patience
	return reached
}

// countMore adds runs that are to come.
func (j *job) countMore(runs int) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	j.total += runs
}
