package verify

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	opdefpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/op_def_go_proto"
	"google.golang.org/protobuf/proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
	"tfreeze/targets"
)

// A twin computes in float64 what a frozen-aware model computes in float32: the network,
// its freezings and the gradients that were emitted for it, node by node.
type twin struct {
	graph         *gr.Graph
	session       *tensorflow.Session
	input, logits gr.Output
	freezings     []gr.Freezing
	// signatures holds those of the methods that are evaluated at one point, by method.
	signatures map[string]gr.Signature
	// given are the model's other inputs.
	given map[string]*tensorflow.Tensor
	// last is the latest state, which the next check may ask for again.
	last *state
}

// newTwin opens the twin of a model that gen made; others are the values of its
// other inputs.
func newTwin(m *savedmodels.Model, others map[string]*tensorflow.Tensor, threads int) (*twin, error) {
	t := &twin{signatures: map[string]gr.Signature{}}
	if err := t.cut(m); err != nil {
		return nil, err
	}
	var err error
	if t.given, err = widened(others); err != nil {
		return nil, err
	}
	if err := t.widen(m.Weights); err != nil {
		return nil, err
	}
	if t.freezings, err = gr.Freezings(t.graph); err != nil {
		return nil, err
	}
	raw, err := marshal(t.graph)
	if err != nil {
		return nil, err
	}
	if t.session, err = tensorflow.Open(raw, (*tensorflow.Weights)(m.Weights), tensorflow.Options{Threads: threads}); err != nil {
		return nil, err
	}
	return t, nil
}

func (t *twin) close() error { return t.session.Close() }

// cut copies what the maps need of the model into a graph of the twin's own.
func (t *twin) cut(m *savedmodels.Model) error {
	activations, _ := m.Signature(savedmodels.SignatureActivations)
	roots := []*gr.Node{activations.Inputs[savedmodels.InputKey].Node, activations.Outputs[savedmodels.LogitsKey].Node}
	for _, method := range methods.All {
		if s, ok := m.Signature(method.Name + serving.WithOptions); ok && method.PointMethod == "" {
			roots, t.signatures[method.Name] = append(roots, s.Outputs["attribution"].Node), s
		}
	}
	if m.Weights != nil {
		roots = append(roots, m.Weights.Nodes(m.Graph)...)
	}
	if slices.Contains(roots, nil) {
		return errors.New("a signature of the model lacks a tensor")
	}
	t.graph = m.Graph.Subgraph(roots...)
	own := func(o gr.Output) gr.Output { return t.graph.Node(o.Node.Name).Out(o.Index) }
	t.input, t.logits = own(activations.Inputs[savedmodels.InputKey]), own(activations.Outputs[savedmodels.LogitsKey])
	return nil
}

// widen makes the graph compute in float64, except where it restores the weights.
func (t *twin) widen(w *savedmodels.Weights) error {
	raw, err := marshal(t.graph)
	if err != nil {
		return err
	}
	types, err := tensorflow.Infer(raw)
	if err != nil {
		return err
	}
	for name, outputs := range types {
		n := t.graph.Node(name)
		n.Types = make([]gr.Type, len(outputs))
		for i, o := range outputs {
			n.Types[i] = gr.TypeOf(o.DType, o.Shape)
		}
	}
	defs, err := tensorflow.OpDefs()
	if err != nil {
		return err
	}
	stay := map[*gr.Node]bool{}
	if w != nil && w.Target != "" {
		stay = gr.Ancestors(t.graph.Node(w.Target))
	}
	t.input, err = gr.Widen(t.graph, t.input, stay, func(op string) *opdefpb.OpDef { return defs[op] })
	return err
}

func marshal(g *gr.Graph) ([]byte, error) {
	def, err := g.Proto()
	if err != nil {
		return nil, err
	}
	return proto.Marshal(def)
}

// widened returns the tensors, those of float32 in float64.
func widened(tensors map[string]*tensorflow.Tensor) (map[string]*tensorflow.Tensor, error) {
	wide := maps.Clone(tensors)
	for name, t := range tensors {
		if values, err := tensorflow.Values[float32](t); err == nil {
			if wide[name], err = tensorflow.New(t.Shape(), wider(values)); err != nil {
				return nil, err
			}
		}
	}
	return wide, nil
}

func wider(values []float32) []float64 {
	wide := make([]float64, len(values))
	for i, v := range values {
		wide[i] = float64(v)
	}
	return wide
}

// narrower are the float32 numbers that values are.
func narrower(values []float64) []float32 {
	narrow := make([]float32, len(values))
	for i, v := range values {
		narrow[i] = float32(v)
	}
	return narrow
}

// A state is a twin frozen at an input.
type state struct {
	*twin
	// shape has a batch dimension of 1.
	shape      []int64
	x          []float64
	percentile float64
	scores     []float64
	// freeze has what each variant feeds to the freezings.
	freeze map[serving.Variant]map[string]*tensorflow.Tensor
}

// at freezes the twin at an input. It finds values, thresholds and masks by itself, so
// that a mistake of package explain shows.
func (t *twin) at(shape []int64, x []float64, percentile float64) (*state, error) {
	if l := t.last; l != nil && l.percentile == percentile && slices.Equal(l.shape, shape) && slices.Equal(l.x, x) {
		return l, nil
	}
	s := &state{twin: t, shape: shape, x: x, percentile: percentile, freeze: map[serving.Variant]map[string]*tensorflow.Tensor{serving.Plain: {}}}
	fetches := []string{t.logits.String()}
	for _, f := range t.freezings {
		fetches = append(fetches, f.Activation.String())
	}
	out, err := s.run(x, serving.Plain, nil, fetches...)
	if err != nil {
		return nil, err
	}
	if s.scores, err = tensorflow.Values[float64](out[0]); err != nil {
		return nil, err
	}
	s.freeze[serving.Threshold], s.freeze[serving.Mask], err = t.frozenBy(out[1:], percentile)
	t.last = s
	return s, err
}

// frozenBy is what the two ways of freezing feed where the activations are these.
func (t *twin) frozenBy(activations []*tensorflow.Tensor, percentile float64) (threshold, mask map[string]*tensorflow.Tensor, err error) {
	threshold, mask = map[string]*tensorflow.Tensor{}, map[string]*tensorflow.Tensor{}
	for i, f := range t.freezings {
		a := activations[i]
		values, err := tensorflow.Values[float64](a)
		if err != nil {
			return nil, nil, err
		}
		limit := percentileOf(values, percentile)
		pass := make([]bool, len(values))
		for k, v := range values {
			pass[k] = v >= limit
		}
		threshold[f.Value.String()], mask[f.Value.String()] = a, a
		var err1, err2 error
		threshold[f.Threshold.String()], err1 = tensorflow.Scalar(limit)
		mask[f.Pass.String()], err2 = tensorflow.New(a.Shape(), pass)
		if err := errors.Join(err1, err2); err != nil {
			return nil, nil, err
		}
	}
	return threshold, mask, nil
}

// run runs a variant's network at a point, with more feeds.
func (s *state) run(x []float64, v serving.Variant, more map[string]*tensorflow.Tensor, fetches ...string) ([]*tensorflow.Tensor, error) {
	feeds := maps.Clone(s.given)
	if feeds == nil {
		feeds = map[string]*tensorflow.Tensor{}
	}
	maps.Copy(feeds, s.freeze[v])
	maps.Copy(feeds, more)
	var err error
	if feeds[s.input.String()], err = tensorflow.New(s.shape, x); err != nil {
		return nil, err
	}
	return s.session.Run(feeds, fetches)
}

// score is the score of the target, which is no sum, at a point.
func (s *state) score(x []float64, v serving.Variant, target targets.Target) (float64, error) {
	out, err := s.run(x, v, nil, s.logits.String())
	if err != nil {
		return 0, err
	}
	scores, err := tensorflow.Values[float64](out[0])
	if err != nil {
		return 0, err
	}
	at := target.Offset(out[0].Shape()[1:])
	if at >= len(scores) {
		return 0, fmt.Errorf("there is no score %s", target)
	}
	return scores[at], nil
}
