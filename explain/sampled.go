package explain

import (
	"slices"

	"golang.org/x/sync/errgroup"

	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
)

// sampled averages a gradient over points: on the way from the baseline, or in
// the noise around the input. Each point is a run of its own, of which Parallel are
// under way at once: the kernels of oneDNN round differently for different batch
// sizes, and a map must not depend on how it was scheduled. For the same reason
// sums are kept in float64, in the order of the points.
func (j *job) sampled(m methods.Method, at setting) ([]float32, error) {
	points, n, err := j.points(m)
	if err != nil {
		return nil, err
	}
	sum := make([]float64, len(j.x))
	squared := !m.Baseline && !j.request.Signed
	for from := 0; from < n; from += j.request.Parallel {
		gradients, err := j.gradients(m.PointMethod, points, from, min(from+j.request.Parallel, n), at)
		if err != nil {
			return nil, err
		}
		for _, dx := range gradients {
			accumulate(sum, dx, squared)
		}
	}
	return j.mean(sum, n, m), nil
}

// gradients evaluates a method at the points from..to-1, side by side.
func (j *job) gradients(method string, points func(int, []float32) error, from, to int, at setting) ([][]float32, error) {
	gradients := make([][]float32, to-from)
	var group errgroup.Group
	for k := range gradients {
		x := make([]float32, len(j.x))
		if err := points(from+k, x); err != nil {
			return nil, err
		}
		group.Go(func() error {
			feeds, err := j.at(x, at)
			if err != nil {
				return err
			}
			out, err := j.run(feeds, at.attributions[method])
			if err == nil {
				gradients[k] = out[0]
			}
			return err
		})
	}
	return gradients, group.Wait()
}

func accumulate(sum []float64, dx []float32, squared bool) {
	for i, v := range dx {
		d := float64(v)
		if squared {
			d *= d
		}
		sum[i] += d
	}
}

func (j *job) mean(sum []float64, n int, m methods.Method) []float32 {
	values := make([]float32, len(sum))
	for i, s := range sum {
		mean := s / float64(n)
		if m.Baseline {
			mean *= float64(j.x[i]) - j.baseline(i)
		}
		values[i] = float32(mean)
	}
	return values
}

func (j *job) baseline(i int) float64 {
	if j.request.Baseline == nil {
		return 0
	}
	return float64(j.request.Baseline[i%j.size])
}

// points returns a function that writes the k-th of n points.
func (j *job) points(m methods.Method) (write func(k int, into []float32) error, n int, err error) {
	if m.Baseline {
		alphas := j.request.Alphas()
		return func(k int, into []float32) error {
			for i, x := range j.x {
				b := j.baseline(i)
				into[i] = float32(b + alphas[k]*(float64(x)-b))
			}
			return nil
		}, len(alphas), nil
	}
	noise, err := j.noise()
	return func(k int, into []float32) error {
		if err := noise(k, into); err != nil {
			return err
		}
		for i, x := range j.x {
			into[i] += x
		}
		return nil
	}, j.request.samples(j.size), err
}

// noise returns a function that writes the k-th noise, which is that of each input
// alone.
func (j *job) noise() (func(k int, into []float32) error, error) {
	if given := j.request.Noise; given != nil {
		return func(k int, into []float32) error {
			for at := 0; at < len(into); at += j.size {
				copy(into[at:at+j.size], given[k*j.size:])
			}
			return nil
		}, nil
	}
	if j.normal == nil {
		var err error
		if j.normal, err = tensorflow.NewNormal(int64(j.size)); err != nil {
			return nil, err
		}
	}
	stdevs := make([]float32, len(j.results))
	for i := range stdevs {
		x := j.part(j.x, i)
		stdevs[i] = float32(j.request.Stdev * (float64(slices.Max(x)) - float64(slices.Min(x))))
	}
	return func(k int, into []float32) error {
		first := j.part(into, 0)
		if err := j.normal.Sample(j.request.Seed, uint64(k), first); err != nil {
			return err
		}
		for i := len(stdevs) - 1; i >= 0; i-- {
			for at, v := range first {
				into[i*j.size+at] = v * stdevs[i]
			}
		}
		return nil
	}, nil
}

// countRuns tells how often the network will run, for Progress.
func (j *job) countRuns() {
	for _, m := range j.request.Methods {
		runs := 1
		switch {
		case m.PointMethod != "" && m.Baseline:
			runs = j.request.Steps
		case m.PointMethod != "":
			runs = j.request.samples(j.size)
		}
		if m.Baseline {
			runs++ // for the convergence delta
		}
		j.total += runs * len(j.request.Variants)
	}
}
