package explain

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/nearest"
	"tfreeze/internal/tensorflow"
	"tfreeze/savedmodels"
)

// A Feed is a value for one of the model's other inputs. They are not explained, and
// every run of the network is fed the same values.
type Feed struct {
	// Text is the value of a tensor of one element. It is parsed as the input's type
	// requires.
	Text string
	// Values, if not nil, are used instead of Text. They are in C order and have the
	// shape Shape, which may omit a leading dimension of 1.
	Values []float32
	Shape  []int64
}

// other is an input of the model that must be fed, or that has a default.
type other struct {
	key    string
	tensor gr.Output
}

func (o other) typ() gr.Type {
	return gr.Type{DType: o.tensor.Node.DType("dtype"), Shape: gr.ShapeOf(o.tensor.Node.Attr["shape"].GetShape())}
}

func (o other) optional() bool { return o.tensor.Node.Op != "Placeholder" }

// othersOf lists the other inputs of a model that gen built, by key.
func othersOf(activations gr.Signature) []other {
	var all []other
	for _, key := range slices.Sorted(maps.Keys(activations.Inputs)) {
		if key != savedmodels.InputKey {
			all = append(all, other{key, activations.Inputs[key]})
		}
	}
	return all
}

// given makes tensors of the feeds, keyed by the names of the tensors to feed. A feed
// is named by a signature's key or by a tensor. An input without a default must have a
// feed, save the source.
func given(others []other, feeds map[string]Feed, source string) (map[string]*tensorflow.Tensor, error) {
	tensors := map[string]*tensorflow.Tensor{}
	for _, name := range slices.Sorted(maps.Keys(feeds)) {
		i := slices.IndexFunc(others, func(o other) bool {
			return name == o.key || savedmodels.OtherPrefix+name == o.key || o.tensor.Is(name)
		})
		if i < 0 {
			return nil, fmt.Errorf("the model has no other input %q to feed%s; it has %s", name, nearest.Hint(name, keysOf(others)), listOthers(others))
		}
		t, err := others[i].value(feeds[name])
		if err != nil {
			return nil, fmt.Errorf("the input %q, %s: %w", name, others[i].typ(), err)
		}
		if tensors[others[i].tensor.String()] != nil {
			return nil, fmt.Errorf("the input %q is fed twice", others[i].key)
		}
		tensors[others[i].tensor.String()] = t
	}
	for _, o := range others {
		if tensors[o.tensor.String()] == nil && !o.optional() && o.tensor.String() != source {
			return nil, fmt.Errorf("the model's input %q (%s %s) is missing: give it with --feed %s=VALUE", o.key, o.tensor, o.typ(), o.key)
		}
	}
	return tensors, nil
}

func keysOf(others []other) []string {
	keys := make([]string, len(others))
	for i, o := range others {
		keys[i] = o.key
	}
	return keys
}

func listOthers(others []other) string {
	if len(others) == 0 {
		return "none"
	}
	var all []string
	for _, o := range others {
		all = append(all, fmt.Sprintf("%s (%s %s)", o.key, o.tensor, o.typ()))
	}
	return strings.Join(all, ", ")
}
