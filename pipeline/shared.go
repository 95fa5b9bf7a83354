package pipeline

import (
	"context"
	"slices"
	"sync"

	"tfreeze/explain"
	"tfreeze/inputs"
)

// A shared is the network's run at an input of which several targets are explained. The
// first group that needs the run makes it, and the last one releases it.
type shared struct {
	mutex sync.Mutex
	tried bool
	at    *explain.At
	x     []float32
	left  int
}

// share finds the groups of single inputs that differ in their targets alone, and gives
// them one run.
func share(groups []*group) {
	for i, g := range groups {
		if i == 0 || len(g.inputs) != 1 || len(groups[i-1].inputs) != 1 || !same(groups[i-1].inputs[0], g.inputs[0]) {
			continue
		}
		before := groups[i-1]
		if before.shared == nil {
			before.shared = &shared{left: 1}
		}
		g.shared = before.shared
		g.shared.left++
	}
}

// same reports whether two inputs are one, read again for another target.
func same(a, b *inputs.Input) bool {
	return a.Path == b.Path && a.Of == b.Of && a.Target != b.Target
}

// run is the network's run at an input. It is nil if the network allows none (explain.At
// says when), or if the file has changed meanwhile.
func (s *shared) run(ctx context.Context, e *explain.Explainer, in *inputs.Input) *explain.At {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if !s.tried {
		s.tried = true
		if at, err := e.At(ctx, in.Shape, in.X); err == nil {
			s.at, s.x = at, in.X
		}
	}
	if !slices.Equal(s.x, in.X) {
		return nil
	}
	return s.at
}

// leave says that a group needs the run no longer.
func (s *shared) leave() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.left--; s.left == 0 {
		s.at, s.x = nil, nil
	}
}
