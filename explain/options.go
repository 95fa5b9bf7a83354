package explain

import (
	"fmt"
	"maps"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
)

// OptionFeeds returns the values of the options that a signature takes, keyed by the
// names of its tensors. A baseline has one input's shape, which has no batch dimension;
// zero is left out.
func OptionFeeds(s gr.Signature, v methods.Values, shape []int64) (map[string]*tensorflow.Tensor, error) {
	feeds := map[string]*tensorflow.Tensor{}
	for _, c := range methods.Options() {
		o, ok := s.Inputs[c.Name]
		value := c.In(v)
		if all, of := value.(methods.References); of && len(all) == 0 {
			continue
		}
		if !ok || c.Served == nil {
			continue
		}
		var err error
		if feeds[o.String()], err = optionTensor(value, shape); err != nil {
			return nil, fmt.Errorf("%s: %w", c.Name, err)
		}
	}
	return feeds, nil
}

// optionTensor converts a value to the tensor that signatures take.
func optionTensor(value any, shape []int64) (*tensorflow.Tensor, error) {
	switch v := value.(type) {
	case bool:
		return tensorflow.Scalar(v)
	case int:
		return tensorflow.Scalar(int32(v))
	case uint64:
		return tensorflow.Scalar(int64(v))
	case float64:
		return tensorflow.Scalar(float32(v))
	case methods.References:
		if len(v) > 1 || v[0].Name != methods.Given {
			return nil, fmt.Errorf("signatures take one array, not %s", v)
		}
		return tensorflow.New(append([]int64{1}, shape...), v[0].Values)
	}
	return nil, fmt.Errorf("signatures take no %T", value)
}

// Within leaves out the feeds of tensors that a graph does not have. A network without
// activations has no place for an option of the rule at an activation.
func Within(g *gr.Graph, feeds map[string]*tensorflow.Tensor) map[string]*tensorflow.Tensor {
	maps.DeleteFunc(feeds, func(name string, _ *tensorflow.Tensor) bool {
		_, err := g.Output(name)
		return err != nil
	})
	return feeds
}

// addOptions adds the options that a method's signature takes to the feeds.
func (j *job) addOptions(m methods.Method, feeds map[string]*tensorflow.Tensor) error {
	s, _ := j.signature(m.Name)
	more, err := OptionFeeds(s, j.request.Options.Without(methods.Baseline.Choice), j.shape[1:])
	if err != nil {
		return err
	}
	if o, ok := s.Inputs[methods.Baseline.Name]; ok && j.baseline() != nil {
		if more[o.String()], err = tensorflow.New(j.shape, j.baseline()); err != nil {
			return err
		}
	}
	maps.Copy(feeds, Within(j.graph, more))
	return nil
}
