package explain

import (
	"fmt"
	"maps"
	"slices"

	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/inputs"
	"tfreeze/internal/tensorflow"
	"tfreeze/savedmodels"
)

// A source is the model's own input of which the explained one is made, by preprocessing
// in the graph. It is zero if the model has none.
type source struct {
	other
	// elsewhere reports whether the score needs it besides the explained input, so that
	// it must be fed in every run.
	elsewhere bool
}

// findSource finds the source among the nodes that the input needs. others are fed.
func (e *Explainer) findSource(g *savedmodels.Generated, others []other) {
	o, err := e.graph.Output(g.Source)
	if g.Source == "" || err != nil || o.Node.Op != "Placeholder" {
		return
	}
	e.source = source{other: other{o.Node.Name, o}}
	for _, other := range others {
		if other.tensor == o {
			e.source.other, e.source.elsewhere = other, e.given[o.String()] == nil
		}
	}
	if e.source.elsewhere && e.alone == "" {
		e.alone = fmt.Sprintf("the score also needs %s, of which the input is made", o)
	}
}

// Through is the model's own preprocessing, or nil.
func (e *Explainer) Through() *inputs.Through {
	if e.source.tensor.IsZero() {
		return nil
	}
	typ := e.source.typ()
	t := &inputs.Through{Name: e.source.tensor.String(), Make: e.make}
	switch typ.DType {
	case typespb.DataType_DT_STRING:
		t.Strings = true
	case gr.Float, gr.Double:
	default:
		t.Integers = true
	}
	if len(typ.Shape) > 0 {
		t.Shape = typ.Shape[1:]
	}
	return t
}

// make runs the model's own preprocessing of one raw input.
func (e *Explainer) make(raw inputs.Raw) (shape []int64, x []float32, err error) {
	t, err := e.source.feed(raw)
	if err != nil {
		return nil, nil, err
	}
	feeds := maps.Clone(e.given)
	feeds[e.source.tensor.String()] = t
	out, err := e.session.Run(feeds, []string{e.input.String()})
	if err != nil {
		return nil, nil, err
	}
	if shape = out[0].Shape(); len(shape) == 0 || shape[0] != 1 {
		return nil, nil, fmt.Errorf("it gives %s of shape %v, not one input, [1,...]", e.input, gr.Shape(shape))
	}
	x, err = tensorflow.Values[float32](out[0])
	return shape[1:], x, err
}

// feed makes the tensor of a raw input.
func (s source) feed(raw inputs.Raw) (*tensorflow.Tensor, error) {
	typ := s.typ()
	if raw.Bytes == nil {
		return s.value(Feed{Shape: raw.Shape, Values: raw.Values})
	}
	if slices.ContainsFunc(typ.Shape, func(d int64) bool { return d > 1 || d == 0 }) {
		return nil, fmt.Errorf("the model takes %v strings at once, and a file is one", typ.Shape)
	}
	return tensorflow.Strings(slices.Repeat([]int64{1}, len(typ.Shape)), string(raw.Bytes))
}

// addSource feeds a request's source where the score needs it.
func (j *job) addSource() error {
	j.given = j.Explainer.given
	s := j.source
	if !s.elsewhere {
		return nil
	}
	if j.request.Source == nil {
		return RequestError{fmt.Errorf("the score also needs the model's own input %q (%s): give that, of which the model makes %s, or feed it with --feed %[1]s=VALUE", s.key, s.tensor, j.input)}
	}
	t, err := s.feed(*j.request.Source)
	if err != nil {
		return err
	}
	j.given = maps.Clone(j.given)
	j.given[s.tensor.String()] = t
	return nil
}
