package verify

import (
	"errors"
	"fmt"

	"tfreeze/explain"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// attribution is the map of a method by its definition. The points of a method that
// averages are the float32 numbers that package explain takes.
func (s *state) attribution(m methods.Method, v serving.Variant, r explain.Request) ([]float64, error) {
	if m.PointMethod == "" {
		return s.attributionAt(s.x, m.Name, v, r)
	}
	sum := make([]float64, len(s.x))
	points := s.points(m, r)
	for _, x := range points {
		dx, err := s.attributionAt(x, m.PointMethod, v, r)
		if err != nil {
			return nil, err
		}
		for i, d := range dx {
			if !m.Baseline && !r.Signed {
				d *= d
			}
			sum[i] += d / float64(len(points))
		}
	}
	if m.Baseline {
		for i := range sum {
			sum[i] *= s.x[i] - baselineOf(r, i)
		}
	}
	return sum, nil
}

// attributionAt is the map of a method that is evaluated at one point.
func (s *state) attributionAt(x []float64, method string, v serving.Variant, r explain.Request) ([]float64, error) {
	signature, ok := s.signatures[method]
	if !ok {
		return nil, fmt.Errorf("the model was generated without %s", method)
	}
	more, err := s.options(method, r)
	if err != nil {
		return nil, err
	}
	out, err := s.run(x, v, more, signature.Outputs["attribution"].String())
	if err != nil {
		return nil, err
	}
	values, err := tensorflow.Values[float64](out[0])
	if err == nil && len(values) != len(s.x) {
		err = fmt.Errorf("the attribution has %d elements, the input %d", len(values), len(s.x))
	}
	return values, err
}

// options feeds what a method's signature takes besides the input.
func (s *state) options(method string, r explain.Request) (map[string]*tensorflow.Tensor, error) {
	inputs, feeds := s.signatures[method].Inputs, map[string]*tensorflow.Tensor{}
	var err1, err2, err3 error
	feeds[inputs["target"].String()], err1 = tensorflow.Scalar(int32(r.Target))
	if o, ok := inputs["epsilon"]; ok {
		feeds[o.String()], err2 = tensorflow.Scalar(float64(float32(r.Epsilon)))
	}
	if o, ok := inputs["baseline"]; ok && r.Baseline != nil {
		feeds[o.String()], err3 = tensorflow.New(s.shape, wider(r.Baseline))
	}
	return feeds, errors.Join(err1, err2, err3)
}

// baselineOf is the i-th element of the baseline.
func baselineOf(r explain.Request, i int) float64 {
	if r.Baseline == nil {
		return 0
	}
	return float64(r.Baseline[i])
}

// points are those that a method averages over: on the way from the baseline to the
// input, or in the request's noise around it.
func (s *state) points(m methods.Method, r explain.Request) [][]float64 {
	var points [][]float64
	if m.Baseline {
		for _, alpha := range r.Alphas() {
			x := make([]float64, len(s.x))
			for i := range x {
				b := baselineOf(r, i)
				x[i] = float64(float32(b + alpha*(s.x[i]-b)))
			}
			points = append(points, x)
		}
		return points
	}
	for noise := r.Noise; len(noise) >= len(s.x); noise = noise[len(s.x):] {
		x := make([]float64, len(s.x))
		for i := range x {
			x[i] = float64(noise[i] + float32(s.x[i]))
		}
		points = append(points, x)
	}
	return points
}
