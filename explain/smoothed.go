package explain

import (
	"fmt"

	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
)

// smoothed averages the maps of a method at noisy inputs. The network stays frozen as it is at
// the inputs without noise, and so do the baselines.
func (j *job) smoothed(m methods.Method, s setting) (found, error) {
	if j.request.Engine == PrunedEngine && frozen(s.variant) {
		return found{}, j.unlessAsked(fmt.Errorf("it does not know %s frozen by %s", m.Name, s.variant))
	}
	points := methods.Noisy(j.inputs(), j.request.Options)
	s.atInput = nil // what is known of the forward pass is that without noise
	sums := make([][]float64, len(points.Powers))
	for k := range points.N {
		near, err := j.near(points, k)
		if err != nil {
			return found{}, err
		}
		one, err := near.overBaselines(*m.Smooths, s)
		if err != nil {
			return found{}, err
		}
		for i, power := range points.Powers {
			if k == 0 {
				sums[i] = make([]float64, len(one.values))
			}
			accumulate(sums[i], one.values, power, 1)
		}
	}
	return found{values: averaged(sums, points), engine: DenseEngine}, nil
}

// near is the job at the k-th noisy inputs.
func (j *job) near(points methods.Points, k int) (*job, error) {
	near, x := *j, make([]float32, len(j.x))
	if err := points.Write(k, x); err != nil {
		return nil, err
	}
	var err error
	if near.batch, err = tensorflow.New(j.shape, x); err != nil {
		return nil, err
	}
	near.request.Engine, near.once = DenseEngine, false
	near.x, err = tensorflow.View[float32](near.batch)
	return &near, err
}
