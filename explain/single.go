package explain

import (
	"errors"
	"maps"
	"math"
	"slices"

	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
)

// single runs a method that needs one evaluation.
func (j *job) single(m methods.Method, s setting) ([]float32, error) {
	o := s.attributions[m.Name]
	if j.once {
		j.countRun()
		return tensorflow.Values[float32](j.fetched[o.String()])
	}
	feeds, err := j.at(j.x, s)
	if err != nil {
		return nil, err
	}
	if err := j.options(m, feeds); err != nil {
		return nil, err
	}
	return j.run(feeds, o)
}

// options adds what a method's signature takes to the feeds.
func (j *job) options(m methods.Method, feeds map[string]*tensorflow.Tensor) error {
	s, _ := j.signature(m.Name)
	var err error
	if o, ok := s.Inputs["baseline"]; ok && j.request.Baseline != nil {
		if feeds[o.String()], err = tensorflow.New(j.shape, j.request.Baseline); err != nil {
			return err
		}
	}
	if o, ok := s.Inputs["epsilon"]; ok {
		feeds[o.String()], err = tensorflow.Scalar(float32(j.request.Epsilon))
	}
	return err
}

// point returns the feeds for a point, and others.
func (j *job) point(x []float32, others map[string]*tensorflow.Tensor) (map[string]*tensorflow.Tensor, error) {
	feeds := maps.Clone(others)
	var err error
	feeds[j.input.String()], err = tensorflow.New(j.shape, x)
	return feeds, err
}

// at returns the feeds for a gradient at a point; at the input, also the forward
// pass there.
func (j *job) at(x []float32, s setting) (map[string]*tensorflow.Tensor, error) {
	feeds, err := j.point(x, s.feeds)
	if err != nil {
		return nil, err
	}
	if slices.Equal(x, j.x) {
		maps.Copy(feeds, s.atInput)
	}
	feeds[j.target.String()], err = tensorflow.Scalar(int32(j.result.Target))
	return feeds, err
}

// residual is how far the attributions are from adding up to the difference in
// score between input and baseline, on the frozen network.
func (j *job) residual(values []float32, s setting) (*float64, error) {
	score, err := j.scoreAtBaseline(s)
	if err != nil {
		return nil, err
	}
	residual := -(float64(j.result.Score) - score)
	for _, a := range values {
		residual += float64(a)
	}
	if math.IsNaN(residual) || math.IsInf(residual, 0) {
		return nil, errors.New("the network's score is not finite at the baseline")
	}
	return &residual, nil
}

// scoreAtBaseline runs the variant's network at the baseline, once for all
// methods.
func (j *job) scoreAtBaseline(s setting) (float64, error) {
	if score, ok := j.atBaseline[s.variant]; ok {
		j.countRun()
		return score, nil
	}
	baseline := j.request.Baseline
	if baseline == nil {
		baseline = make([]float32, len(j.x))
	}
	feeds, err := j.point(baseline, s.feeds)
	if err != nil {
		return 0, err
	}
	scores, err := j.run(feeds, s.logits)
	if err != nil {
		return 0, err
	}
	j.atBaseline[s.variant] = float64(scores[j.result.Target])
	return j.atBaseline[s.variant], nil
}
