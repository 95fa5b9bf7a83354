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
func (j *job) single(m methods.Method, freeze map[string]*tensorflow.Tensor) ([]float32, error) {
	s, _ := j.signature(m.Name)
	feeds, err := j.at(j.x, freeze)
	if err != nil {
		return nil, err
	}
	if o, ok := s.Inputs["baseline"]; ok && j.request.Baseline != nil {
		if feeds[o.String()], err = tensorflow.New(j.shape, j.request.Baseline); err != nil {
			return nil, err
		}
	}
	if o, ok := s.Inputs["epsilon"]; ok {
		if feeds[o.String()], err = tensorflow.Scalar(float32(j.request.Epsilon)); err != nil {
			return nil, err
		}
	}
	values, err := j.run(feeds, s.Outputs["attribution"])
	if err != nil {
		return nil, err
	}
	return values, finite(values)
}

// point returns the feeds for a point, and the variant's.
func (j *job) point(x []float32, freeze map[string]*tensorflow.Tensor) (map[string]*tensorflow.Tensor, error) {
	feeds := maps.Clone(freeze)
	var err error
	feeds[j.input.String()], err = tensorflow.New(j.shape, x)
	return feeds, err
}

// at returns the feeds for a gradient at a point; at the input, also the forward
// pass there.
func (j *job) at(x []float32, freeze map[string]*tensorflow.Tensor) (map[string]*tensorflow.Tensor, error) {
	feeds, err := j.point(x, freeze)
	if err != nil {
		return nil, err
	}
	if slices.Equal(x, j.x) {
		maps.Copy(feeds, j.network)
	}
	feeds[j.target.String()], err = tensorflow.Scalar(int32(j.result.Target))
	return feeds, err
}

// residual is how far the attributions are from adding up to the difference in
// score between input and baseline, on the frozen network.
func (j *job) residual(values []float32, v Variant, freeze map[string]*tensorflow.Tensor) (*float64, error) {
	score, err := j.scoreAtBaseline(v, freeze)
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
func (j *job) scoreAtBaseline(v Variant, freeze map[string]*tensorflow.Tensor) (float64, error) {
	if score, ok := j.atBaseline[v]; ok {
		j.countRun()
		return score, nil
	}
	baseline := j.request.Baseline
	if baseline == nil {
		baseline = make([]float32, len(j.x))
	}
	feeds, err := j.point(baseline, freeze)
	if err != nil {
		return 0, err
	}
	scores, err := j.run(feeds, j.logits)
	if err != nil {
		return 0, err
	}
	j.atBaseline[v] = float64(scores[j.result.Target])
	return j.atBaseline[v], nil
}
