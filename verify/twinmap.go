package verify

import (
	"errors"
	"fmt"
	"math"

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
	points := m.Points(methods.Inputs{X: narrower(s.x), Size: len(s.x), Normal: noNoise}, r.Options)
	means := make([][]float64, len(s.x))
	for i := range means {
		means[i] = make([]float64, len(points.Powers))
	}
	for k := range points.N {
		dx, err := s.gradientAt(k, points, m.PointMethod, v, r)
		if err != nil {
			return nil, err
		}
		for i, d := range dx {
			for at, power := range points.Powers {
				means[i][at] += math.Pow(d, float64(power)) * points.Weight(k)
			}
		}
	}
	values := make([]float64, len(s.x))
	for i := range values {
		values[i] = points.Of(i, means[i])
	}
	return values, nil
}

// noNoise is the error of a request without a noise: the twin draws none.
func noNoise(uint64, uint64, []float32) error { return errors.New("the noise is not given") }

// gradientAt is what a method gives at the k-th point.
func (s *state) gradientAt(k int, points methods.Points, method string, v serving.Variant, r explain.Request) ([]float64, error) {
	x := make([]float32, len(s.x))
	if err := points.Write(k, x); err != nil {
		return nil, err
	}
	dx, err := s.attributionAt(wider(x), method, v, r)
	if err == nil && len(dx) != len(s.x) {
		err = fmt.Errorf("the gradient has %d elements, the input %d", len(dx), len(s.x))
	}
	return dx, err
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
	return tensorflow.Values[float64](out[0])
}

// options feeds what a method's signature takes besides the input.
func (s *state) options(method string, r explain.Request) (map[string]*tensorflow.Tensor, error) {
	signature := s.signatures[method]
	feeds, err := explain.OptionFeeds(signature, r.Options, s.shape[1:])
	if err != nil {
		return nil, err
	}
	feeds[signature.Inputs["target"].String()], err = targetTensor(r.Target.Index(), 1)
	if err != nil {
		return nil, err
	}
	return widened(explain.Within(s.graph, feeds))
}
