package verify

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
	"tfreeze/internal/tolerances"
	"tfreeze/savedmodels"
)

// original compares the frozen-aware graph, fed nothing, with the original model, in all
// outputs of its signature that the input reaches.
func original(p *point, c *check) ([]Row, error) {
	if p.subject.Original == nil {
		return []Row{c.impossible(c.compares, "%s", p.subject.Why)}, nil
	}
	if node := p.subject.random(); node != "" {
		return []Row{c.impossible(c.compares, "the original model draws random numbers, at %q for one, which the frozen-aware one leaves out", node)}, nil
	}
	m, err := p.subject.Original()
	if err != nil {
		return nil, err
	}
	o, err := newCounterparts(p, m)
	if err != nil {
		return nil, err
	}
	feeds, err := o.feeds()
	var none *noCounterpart
	if errors.As(err, &none) {
		return []Row{c.impossible(c.compares, "%v", err)}, nil
	}
	if err != nil {
		return nil, err
	}
	keys, err := o.comparable()
	if err != nil {
		return nil, err
	}
	if len(keys) == 0 {
		return []Row{c.impossible(c.compares, "the input reaches no output that can be compared")}, nil
	}
	return o.compare(c, keys, feeds)
}

// counterparts finds the tensors of the original that correspond to the model's.
type counterparts struct {
	*point
	original *savedmodels.Model
	// ours is the signature in the model, theirs the one in the original.
	ours, theirs gr.Signature
}

// noCounterpart is the error that the original has no tensor of a name.
type noCounterpart struct{ tensor gr.Output }

func (e *noCounterpart) Error() string {
	return fmt.Sprintf("the original model has no tensor %s: a function of it was inlined", e.tensor)
}

func newCounterparts(p *point, m *savedmodels.Model) (*counterparts, error) {
	o := &counterparts{point: p, original: m}
	o.ours, _ = p.subject.Model.Signature(savedmodels.SignatureDefault)
	if p.subject.Signature == "" {
		return o, nil
	}
	var ok bool
	if o.theirs, ok = m.Signature(p.subject.Signature); !ok {
		return nil, fmt.Errorf("the original has no signature %q", p.subject.Signature)
	}
	return o, nil
}

// of is the name of a tensor of the model in the original: that of the same key in the
// signature, or else the same name.
func (o *counterparts) of(t gr.Output) (string, error) {
	for _, pair := range [][2]map[string]gr.Output{{o.ours.Inputs, o.theirs.Inputs}, {o.ours.Outputs, o.theirs.Outputs}} {
		for key, ours := range pair[0] {
			if theirs, ok := pair[1][key]; ok && ours == t {
				return theirs.String(), nil
			}
		}
	}
	if o.original.Graph.Node(t.Node.Name) == nil {
		return "", &noCounterpart{t}
	}
	return t.String(), nil
}

// feeds are the input, the other inputs, and the switches, set to inference.
func (o *counterparts) feeds() (map[string]*tensorflow.Tensor, error) {
	given := o.explainer.Others()
	x, err := tensorflow.New(o.shape, o.x)
	if err != nil {
		return nil, err
	}
	given[o.input.String()] = x
	own, err := o.inOwnType(given)
	if err != nil {
		return nil, err
	}
	feeds := map[string]*tensorflow.Tensor{}
	for _, ours := range o.activations.Inputs {
		if ours == o.input && !own.IsZero() {
			ours = own
		}
		if given[ours.String()] == nil {
			continue
		}
		name, err := o.of(ours)
		if err != nil {
			return nil, err
		}
		feeds[name] = given[ours.String()]
	}
	return feeds, o.fold(feeds)
}

// inOwnType finds the input in the original's type, if that is not float32, and adds its
// value to the given ones: the model casts the input to it.
func (o *counterparts) inOwnType(given map[string]*tensorflow.Tensor) (gr.Output, error) {
	for _, own := range o.ours.Inputs {
		if n := own.Node; n.Op == "Cast" && len(n.Inputs) == 1 && n.Inputs[0] == o.input {
			out, err := o.run(o.x, nil, own.String())
			if err != nil {
				return own, err
			}
			given[own.String()] = out[0]
			return own, nil
		}
	}
	return gr.Output{}, nil
}

// fold feeds what gen has set to inference in the model.
func (o *counterparts) fold(feeds map[string]*tensorflow.Tensor) error {
	for _, s := range o.subject.Report.Folded {
		n := o.original.Graph.Node(s.Node)
		if n == nil || s.Value == "" {
			continue
		}
		value, err := foldedValue(n, s.Value)
		if err != nil {
			return err
		}
		feeds[n.Out(0).String()] = value
	}
	return nil
}

func foldedValue(n *gr.Node, text string) (*tensorflow.Tensor, error) {
	if n.DType("dtype") == gr.Bool {
		return tensorflow.Scalar(text == "true")
	}
	v, err := strconv.ParseFloat(text, 32)
	if err != nil {
		return nil, err
	}
	return tensorflow.Scalar(float32(v))
}

// random is the first node of the original that draws random numbers and that the model
// leaves out; empty if nothing was left out.
func (s *Subject) random() string {
	for _, folded := range s.Report.Folded {
		if folded.Value == "" {
			return folded.Node
		}
	}
	return ""
}

// comparable lists the keys of the float outputs that the input reaches and whose other
// inputs are all fed.
func (o *counterparts) comparable() ([]string, error) {
	reached, err := o.subject.Model.Graph.Dependents(o.input.Node)
	if err != nil {
		return nil, err
	}
	var keys []string
	for _, key := range slices.Sorted(maps.Keys(o.ours.Outputs)) {
		t := o.ours.Outputs[key]
		if gr.IsFloating(t.DType()) && reached[t.Node] && !o.lacks(t.Node) {
			keys = append(keys, key)
		}
	}
	return keys, nil
}

// lacks reports whether a node needs a placeholder that is not fed.
func (o *counterparts) lacks(root *gr.Node) bool {
	given := o.explainer.Others()
	seen := map[*gr.Node]bool{o.input.Node: true}
	for todo := []*gr.Node{root}; len(todo) > 0; {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[n] || given[n.Out(0).String()] != nil {
			continue
		}
		if n.Op == "Placeholder" {
			return true
		}
		seen[n] = true
		for _, in := range n.Inputs {
			todo = append(todo, in.Node)
		}
		todo = append(todo, n.Control...)
	}
	return false
}

func (o *counterparts) compare(c *check, keys []string, feeds map[string]*tensorflow.Tensor) ([]Row, error) {
	var ours, theirs []string
	for _, key := range keys {
		name, err := o.of(o.ours.Outputs[key])
		if err != nil {
			return []Row{c.impossible(c.compares, "%v", err)}, nil
		}
		ours, theirs = append(ours, o.ours.Outputs[key].String()), append(theirs, name)
	}
	want, err := o.runOriginal(feeds, theirs)
	if err != nil {
		return nil, fmt.Errorf("the original model: %w", err)
	}
	got, err := o.run(o.x, nil, ours...)
	if err != nil {
		return nil, err
	}
	noises, err := o.noises(ours)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for i, key := range keys {
		g, err := tensorflow.Floats(got[i])
		if err != nil {
			return nil, err
		}
		w, err := tensorflow.Floats(want[i])
		if err != nil {
			return nil, err
		}
		by := c.allowing(max(c.limit.Value, noises[i], coarseness(o.ours.Outputs[key].DType())))
		rows = append(rows, by.judge(fmt.Sprintf("%s (%s), original and frozen-aware", key, theirs[i]), apart(g, w)))
	}
	return rows, nil
}

// coarseness is by how much outputs of a type with fewer digits than float32 may differ.
func coarseness(t gr.DataType) float64 {
	switch t {
	case gr.Half:
		return tolerances.Of("verify/original in float16").Value
	case gr.BFloat16:
		return tolerances.Of("verify/original in bfloat16").Value
	}
	return 0
}

func (o *counterparts) runOriginal(feeds map[string]*tensorflow.Tensor, fetches []string) ([]*tensorflow.Tensor, error) {
	raw, err := o.original.GraphDef()
	if err != nil {
		return nil, err
	}
	s, err := tensorflow.Open(raw, (*tensorflow.Weights)(o.original.Weights), tensorflow.Options{Threads: o.options.Threads})
	if err != nil {
		return nil, err
	}
	defer s.Close()
	return s.Run(feeds, fetches)
}
