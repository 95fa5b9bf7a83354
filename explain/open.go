package explain

import (
	"fmt"
	"maps"
	"slices"

	"google.golang.org/protobuf/proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
	"tfreeze/savedmodels"
)

// Options configure the runtime. The zero value is TensorFlow's default.
type Options struct {
	// Threads bounds TensorFlow's threads; 0 is one per core.
	Threads int
	// Feeds are the values of the model's other inputs, by the signature's key or
	// the tensor's name. One that has no default must be there.
	Feeds map[string]Feed
	// Methods and Variants are those that will be asked for: TensorFlow is handed
	// no more of the graph than they need. Without Methods it gets all of it, as
	// Run needs it; Variants that are nil are all.
	Methods  []methods.Method
	Variants []Variant
}

// Open opens a session on a model that gen made.
func Open(m *savedmodels.Model, o Options) (*Explainer, error) {
	e, err := prepare(m, o)
	if err != nil {
		return nil, err
	}
	e.plain, e.frozen = e.thawed(), e.whole()
	if o.Methods != nil {
		e.prune(m.Weights)
	}
	weights := m.Weights
	if !m.Card.Generated.Exact {
		if weights, err = e.hasten(weights); err != nil {
			return nil, fmt.Errorf("%s: %w", m.Path, err)
		}
	}
	raw, err := e.graphDef()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", m.Path, err)
	}
	e.session, err = tensorflow.Open(raw, (*tensorflow.Weights)(weights), tensorflow.Options{Threads: o.Threads})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", m.Path, err)
	}
	for _, n := range e.used() {
		if err := e.findReads(n); err != nil {
			e.Close()
			return nil, fmt.Errorf("%s: %w", m.Path, err)
		}
	}
	return e, nil
}

// prepare finds what there is to run.
func prepare(m *savedmodels.Model, o Options) (*Explainer, error) {
	if _, ok := m.Signature(savedmodels.SignatureActivations); !ok || m.Card.Generated == nil {
		return nil, fmt.Errorf("%s was not made by gen", m.Path)
	}
	e := &Explainer{generated: m.Card.Generated.Methods, variants: o.Variants}
	if e.variants == nil {
		e.variants = Variants
	}
	e.cut(m, o.Methods)
	activations := e.signatures[savedmodels.SignatureActivations]
	e.input, e.logits = activations.Inputs[savedmodels.InputKey], activations.Outputs[savedmodels.LogitsKey]
	if e.input.IsZero() || e.logits.IsZero() {
		return nil, fmt.Errorf("%s: its signature %q lacks the input or the logits", m.Path, savedmodels.SignatureActivations)
	}
	for _, method := range methods.All {
		if s, ok := e.signature(method.Name); ok {
			e.target = s.Inputs["target"]
		}
	}
	var err error
	if e.freezings, err = gr.Freezings(e.graph); err != nil {
		return nil, fmt.Errorf("%s: %w", m.Path, err)
	}
	if e.given, err = given(othersOf(activations), o.Feeds); err != nil {
		return nil, fmt.Errorf("%s: %w", m.Path, err)
	}
	return e, nil
}

// cut takes from the model what the chosen methods need, nil for the whole, as a
// graph that is the explainer's own.
func (e *Explainer) cut(m *savedmodels.Model, chosen []methods.Method) {
	wanted := map[string]bool{savedmodels.SignatureActivations: true}
	for _, method := range methods.All {
		asked := func(c methods.Method) bool { return pointMethod(c) == method.Name }
		wanted[method.Name+methods.WithOptions] = chosen == nil || slices.ContainsFunc(chosen, asked)
	}
	kept := slices.DeleteFunc(slices.Clone(m.Signatures), func(s gr.Signature) bool { return !wanted[s.Name] })
	roots := gr.SignatureNodes(kept...)
	if m.Weights != nil {
		roots = append(roots, m.Weights.Nodes(m.Graph)...)
	}
	if chosen == nil {
		for _, name := range m.Graph.Names() {
			roots = append(roots, m.Graph.Node(name))
		}
	}
	e.graph = m.Graph.Part(roots...)
	e.signatures = map[string]gr.Signature{}
	for _, s := range kept {
		e.signatures[s.Name] = gr.Signature{Name: s.Name, Inputs: e.own(s.Inputs), Outputs: e.own(s.Outputs)}
	}
}

// own are the tensors of these names in the explainer's graph.
func (e *Explainer) own(tensors map[string]gr.Output) map[string]gr.Output {
	found := make(map[string]gr.Output, len(tensors))
	for key, o := range tensors {
		found[key] = e.graph.Node(o.Node.Name).Out(o.Index)
	}
	return found
}

func (e *Explainer) graphDef() ([]byte, error) {
	def, err := e.graph.Proto()
	if err != nil {
		return nil, err
	}
	return proto.Marshal(def)
}

// prune keeps the networks of the variants, and how their weights are restored.
func (e *Explainer) prune(w *savedmodels.Weights) {
	roots := []*gr.Node{e.input.Node}
	for _, n := range e.used() {
		for _, o := range n.outputs() {
			roots = append(roots, o.Node)
		}
	}
	if w != nil {
		roots = append(roots, w.Nodes(e.graph)...)
	}
	e.graph.Prune(roots...)
	e.graph.PruneLibrary()
	maps.DeleteFunc(e.given, func(name string, _ *tensorflow.Tensor) bool {
		_, err := e.graph.Output(name)
		return err != nil
	})
}

// used are the networks that the variants run: the plain one always, since it
// is what the thresholds are found by.
func (e *Explainer) used() []*network {
	if slices.ContainsFunc(e.variants, frozen) {
		return []*network{&e.plain, &e.frozen}
	}
	return []*network{&e.plain}
}
