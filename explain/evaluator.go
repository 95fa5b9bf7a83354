package explain

import (
	"golang.org/x/sync/errgroup"

	"tfreeze/methods"
)

// An evaluator runs the network of a setting for a method that chooses its points.
type evaluator struct {
	*job
	method methods.Method
	at     setting
}

// Gradients is that of methods.Evaluator.
func (e evaluator) Gradients(n int, write func(k int, into []float32) error) ([][]float32, error) {
	var all [][]float32
	for from := 0; from < n; from += e.request.Parallel {
		spots := e.spots(min(e.request.Parallel, n-from))
		if err := e.gradients(e.method.PointMethod, write, from, spots, e.at); err != nil {
			return nil, err
		}
		for _, s := range spots {
			all = append(all, s.dx)
		}
	}
	return all, nil
}

// Scores is that of methods.Evaluator.
func (e evaluator) Scores(n int, write func(k int, into []float32) error) ([][]float32, error) {
	all := make([][]float32, n)
	var group errgroup.Group
	group.SetLimit(e.request.Parallel)
	for k := range n {
		x := make([]float32, len(e.x))
		if err := write(k, x); err != nil {
			return nil, err
		}
		group.Go(func() (err error) {
			all[k], err = e.scoresAt(x, e.at)
			return err
		})
	}
	return all, group.Wait()
}
