package serve

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"tfreeze"
	gr "tfreeze/graphrewrite"
)

// A batcher lets calls go through the network together that wait for their turn, ask for
// the same, and have inputs of one shape.
type batcher struct {
	mu sync.Mutex
	// open are the groups that still take calls, by what they ask for.
	open map[string]*group
}

// A group is computed together.
type group struct {
	key   string
	calls []*call
	done  chan struct{}
	all   []answer
	errs  []error
	// closed reports whether it takes no more calls, and living counts those that wait.
	closed bool
	living int
	cancel context.CancelFunc
}

// batchKey is equal for calls that can be computed together; empty for a call that
// cannot.
func (c *call) batchKey() string {
	o := c.options
	if len(c.inputs) != 1 || c.top > 0 || c.targets != nil || c.sigma > 0 || o.Noise.Values != nil || o.Baselines != nil {
		return ""
	}
	shape := c.about.Shape
	if a, ok := c.inputs[0].in.(tfreeze.Array); ok {
		shape = a.Shape
	}
	if !gr.Shape(shape).Static() || c.about.Source != "" {
		return ""
	}
	return fmt.Sprintf("%p %v %q %q %q %q %v", c.model, shape, o.Methods, o.Variants, o.Target, o.Engine, o.Options)
}

// together computes a call with others that wait. It counts among those that wait.
func (s *Server) together(ctx context.Context, c *call, key string) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, s.options.Timeout)
	defer cancel()
	g, i, err := s.join(c, key)
	if err != nil {
		return answer{}, err
	}
	select {
	case <-g.done:
		return g.all[i], g.errs[i]
	case <-ctx.Done():
		s.leave(g)
		return answer{}, context.Cause(ctx)
	}
}

// join finds the group of a call, or begins one.
func (s *Server) join(c *call, key string) (*group, int, error) {
	b := &s.batcher
	b.mu.Lock()
	defer b.mu.Unlock()
	if g := b.open[key]; g != nil && len(g.calls) < s.options.Batch {
		if err := s.queue.wait(); err != nil {
			return nil, 0, err
		}
		g.calls = append(g.calls, c)
		g.living++
		return g, len(g.calls) - 1, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), s.options.Timeout)
	g := &group{key: key, calls: []*call{c}, done: make(chan struct{}), living: 1, cancel: cancel}
	b.open[key] = g
	go s.run(ctx, g)
	return g, 0, nil
}

// leave ends the work on a group when nobody waits for it.
func (s *Server) leave(g *group) {
	s.batcher.mu.Lock()
	defer s.batcher.mu.Unlock()
	if g.living--; g.living == 0 {
		g.cancel()
	}
}

// run computes a group when it is its turn.
func (s *Server) run(ctx context.Context, g *group) {
	defer close(g.done)
	defer g.cancel()
	err := s.queue.do(ctx, func(ctx context.Context) error {
		s.closed(g)
		g.all, g.errs = make([]answer, len(g.calls)), make([]error, len(g.calls))
		if len(g.calls) > 1 && g.compute(ctx) == nil {
			return nil
		}
		// Alone, each has its own fault.
		for i, c := range g.calls {
			var all []answer
			if all, g.errs[i] = c.compute(ctx); g.errs[i] == nil {
				g.all[i] = all[0]
			}
		}
		return nil
	})
	s.closed(g)
	if err != nil {
		g.all, g.errs = make([]answer, len(g.calls)), make([]error, len(g.calls))
		for i := range g.errs {
			g.errs[i] = err
		}
	}
}

// closed takes no more calls into a group. Those behind its first wait no more.
func (s *Server) closed(g *group) {
	b := &s.batcher
	b.mu.Lock()
	defer b.mu.Unlock()
	if g.closed {
		return
	}
	if g.closed = true; b.open[g.key] == g { // it is not if the group was full
		delete(b.open, g.key)
	}
	for range g.calls[1:] {
		s.queue.leave()
	}
}

// compute computes all calls together.
func (g *group) compute(ctx context.Context) error {
	first := g.calls[0]
	var inputs []tfreeze.Input
	for _, c := range g.calls {
		inputs = append(inputs, c.inputs[0].in)
	}
	if !first.explains() {
		scores, err := first.model.Forward(ctx, inputs...)
		if err == nil && len(scores) != len(g.calls) {
			err = errors.New("some inputs are several")
		}
		for i := range scores {
			if err == nil {
				g.all[i] = scored(scores[i])
			}
		}
		return err
	}
	results, err := first.model.ExplainTogether(ctx, inputs, first.options)
	if err == nil && len(results) != len(g.calls) {
		err = errors.New("some inputs are several")
	}
	if err != nil {
		return err
	}
	for i, r := range results {
		g.all[i] = answer{r.Scores, r.ScoresShape, []*tfreeze.Result{r}}
	}
	return nil
}
