package explain

import (
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
)

// sampled averages gradients over points. Each point is a run of its own, and Parallel
// runs go on at once. A batch of points would be no substitute: the kernels of oneDNN
// round differently for different batch sizes, and a map must not depend on scheduling.
// For the same reason, sums are kept in float64 and in the order of the points.
func (j *job) sampled(m methods.Method, at setting) ([]float32, error) {
	points := m.Points(j.inputs(), j.request.Options)
	sums := make([][]float64, len(points.Powers))
	for i := range sums {
		sums[i] = make([]float64, len(j.x))
	}
	spots := j.spots(min(j.request.Parallel, points.N))
	for from := 0; from < points.N; from += len(spots) {
		spots = spots[:min(len(spots), points.N-from)]
		if err := j.gradients(m.PointMethod, points.Write, from, spots, at); err != nil {
			return nil, err
		}
		for k, s := range spots {
			for i, power := range points.Powers {
				accumulate(sums[i], s.dx, power, weightOf(points, from+k))
			}
		}
	}
	return averaged(sums, points), nil
}

// A spot is where a point and the gradient there are kept.
type spot struct{ x, dx []float32 }

func (j *job) spots(n int) []spot {
	spots := make([]spot, n)
	for k := range spots {
		spots[k] = spot{make([]float32, len(j.x)), make([]float32, len(j.x))}
	}
	return spots
}

// gradients evaluates a method at the points from number from on, in parallel, one for each
// spot.
func (j *job) gradients(method string, points func(int, []float32) error, from int, spots []spot, at setting) error {
	var group errgroup.Group
	for k, s := range spots {
		if err := points(from+k, s.x); err != nil {
			return err
		}
		group.Go(func() error { return j.gradient(method, s, at) })
	}
	return group.Wait()
}

// gradient evaluates a method at a point.
func (j *job) gradient(method string, s spot, at setting) error {
	fetches := []string{at.attributions[method].String()}
	if j.once {
		if slices.Equal(s.x, j.x) {
			j.countRun()
			return s.keep(j.fetched[fetches[0]])
		}
		fetches = append(fetches, at.logits.String()) // as the run at the input, which shares its kernels then
	}
	feeds, err := j.at(s.x, at)
	if err != nil {
		return err
	}
	out, err := j.tensors(feeds, fetches)
	if err != nil {
		return err
	}
	if err := s.keep(out[0]); err != nil {
		return err
	}
	tensorflow.Free(append(out, feeds[j.input.String()])...)
	return nil
}

// keep copies the gradient.
func (s spot) keep(t *tensorflow.Tensor) error {
	dx, err := tensorflow.View[float32](t)
	copy(s.dx, dx)
	runtime.KeepAlive(t)
	return err
}

// weightOf is the weight of a point in the sums, which are divided by the number of points
// where all count the same.
func weightOf(points methods.Points, k int) float64 {
	if points.Weights == nil {
		return 1
	}
	return points.Weights[k]
}

// accumulate adds a power of each element, weighted, to the sum; power is 1 or more.
func accumulate(sum []float64, dx []float32, power int, weight float64) {
	for i, v := range dx {
		d := weight * float64(v)
		for range power - 1 {
			d *= float64(v)
		}
		sum[i] += d
	}
}

// averaged computes the attribution from the sums over all points.
func averaged(sums [][]float64, points methods.Points) []float32 {
	values, means := make([]float32, len(sums[0])), make([]float64, len(sums))
	total := float64(points.N)
	if points.Weights != nil {
		total = 1
	}
	for i := range values {
		for k, sum := range sums {
			means[k] = sum[i] / total
		}
		values[i] = float32(points.Of(i, means))
	}
	return values
}

// inputs returns the inputs in the form that methods take.
func (j *job) inputs() methods.Inputs {
	return methods.Inputs{
		X: j.x, Size: j.size, Shape: j.shape[1:], Layout: j.layout, Baseline: j.baseline(), Baselines: j.baselines,
		Flat: j.request.Flat, Normal: j.sample, Uniform: j.uniform,
	}
}

// sample writes the k-th sample of noise of a seed.
func (j *job) sample(seed, k uint64, into []float32) error {
	if err := j.draw(); err != nil {
		return err
	}
	return j.random.Normal(seed, k, into)
}

// uniform writes the k-th sample of uniform numbers of a seed.
func (j *job) uniform(seed, k uint64, into []float32) error {
	if err := j.draw(); err != nil {
		return err
	}
	return j.random.Uniform(seed, k, into)
}

// draw makes the generator, once.
func (j *job) draw() (err error) {
	if j.random == nil {
		j.random, err = tensorflow.NewRandom(int64(j.size))
	}
	return err
}

// countRuns adds up how often the network will run, for Progress.
func (j *job) countRuns() {
	for _, m := range j.request.Methods {
		runs := 1
		if m.PointMethod != "" {
			runs = m.Runs(j.inputs(), j.request.Options)
		}
		if m.HasBaseline() {
			times := len(j.baselines)
			deltas := times
			if m.DrawsBaselines {
				times = 1
			}
			if m.Smooths != nil {
				deltas *= methods.Noisy(j.inputs(), j.request.Options).N
			}
			runs = times*runs + deltas // and those for the convergence delta
		}
		j.total += runs * len(j.request.Variants)
	}
}
