package gen

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods"
	"tfreeze/methods/fastconv"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// A Product is a model made frozen-aware.
type Product struct {
	Model   *savedmodels.Model
	Subject *Subject
	Report  Report
}

// Build makes the model's graph frozen-aware and adds the methods, in place.
// Each step is a pass, and the graph is checked after each.
func Build(m *savedmodels.Model, o Options) (*Product, error) {
	if m.Card.Generated != nil {
		return nil, fmt.Errorf("it was made by gen already: give the model it was made from (%s)", m.Card.Generated.From)
	}
	if o.Methods == nil {
		o.Methods = methods.All
	}
	if o.Score == "" {
		o.Score = Logit
	}
	b := &builder{model: m, options: o}
	err := gr.Run(m.Graph,
		// TF2 keeps the network in functions; rules see nodes only.
		gr.Pass{Name: "inline", Run: func(g *gr.Graph) error { return inline(m, o) }},
		// TensorFlow knows ops, arities and shapes; all that follows relies on them.
		gr.Pass{Name: "types", Run: inferTypes},
		gr.Pass{Name: "resolve", Run: b.resolve},
		// A graph that was built to be trained asks which it is to do.
		gr.Pass{Name: "infer", Run: b.fold},
		// Then conditions are folded too, and only the branch that is taken stays.
		gr.Pass{Name: "branches", Run: b.branches},
		// What is left of chance is dropout and augmentation, or no network to explain.
		gr.Pass{Name: "chance", Run: b.chance},
		gr.Pass{Name: "decided", Run: b.decided},
		// A custom gradient that is the slope all the same becomes ordinary.
		gr.Pass{Name: "gradients", Run: b.gradients},
		// What the network needs besides its input, signatures ask for.
		gr.Pass{Name: "inputs", Run: b.others},
		// What does not serve the subject must not be frozen or differentiated.
		gr.Pass{Name: "prune", Run: b.prune},
		// A Softmax or Sigmoid at the end may lie behind what was folded.
		gr.Pass{Name: "score", Run: b.score},
		gr.Pass{Name: "freeze", Run: b.freeze},
		// Methods differentiate through the freezing.
		gr.Pass{Name: "methods", Run: b.methods},
		gr.Pass{Name: "prune", Run: b.prune},
		// What was inlined is needed no more as functions.
		gr.Pass{Name: "prune library", Run: func(g *gr.Graph) error { g.PruneLibrary(); return nil }},
		// What was filled in for the rules goes: older servers do not know all of it.
		gr.Pass{Name: "strip defaults", Run: stripDefaults},
	)
	if err != nil {
		return nil, err
	}
	hash := sha256.New()
	if err := m.Graph.Format(hash); err != nil {
		return nil, err
	}
	m.Card.Generated = &savedmodels.Generated{
		From: m.Path, Score: b.subject.Logits.String(), ScoreKind: string(o.Score), Head: b.subject.Head, Methods: b.names, Exact: o.Exact,
		GraphSHA256: hex.EncodeToString(hash.Sum(nil)), Rows: b.oddRows(), Alone: b.report.Alone,
		Layout: b.layout,
	}
	b.report.NodesAfter = m.Graph.Len()
	return &Product{Model: m, Subject: b.subject, Report: b.report}, nil
}

type builder struct {
	model   *savedmodels.Model
	options Options
	subject *Subject
	// head is what the output ends in, nil if it was stepped over or there is none.
	head *head
	// found are all activations, those that are not frozen too.
	found     []gr.Activation
	freezings []gr.Freezing
	// layout is how the images lie in the input, if they do.
	layout gr.Layout
	// rows are where the frozen activations hold the images of a batch.
	rows   []gr.Rows
	names  []string
	report Report
	// signatures replace the model's own when the graph is done.
	signatures []gr.Signature
}

func (b *builder) resolve(*gr.Graph) (err error) {
	b.subject, err = resolve(b.model, b.options)
	return err
}

// others notes what the network needs besides its input.
func (b *builder) others(*gr.Graph) error {
	b.subject.Others = others(b.subject)
	b.signatures = []gr.Signature{b.original()}
	return nil
}

// original is the signature of the network as it came.
func (b *builder) original() gr.Signature {
	if s := b.subject.Signature; s != nil {
		return gr.Signature{Name: savedmodels.SignatureDefault, Inputs: s.Inputs, Outputs: s.Outputs}
	}
	return gr.Signature{Name: savedmodels.SignatureDefault, Inputs: b.subject.inputs(), Outputs: map[string]gr.Output{"output": b.subject.Output}}
}

// prune keeps what the signatures and the restoring of weights need.
func (b *builder) prune(g *gr.Graph) error {
	roots := append(gr.SignatureNodes(b.signatures...), b.subject.Input.Node, b.subject.Logits.Node)
	b.model.KeepInit(roots...)
	if w := b.model.Weights; w != nil {
		roots = append(roots, w.Nodes(g)...)
	}
	g.Prune(roots...)
	if b.report.NodesBefore == 0 {
		b.report.NodesBefore = g.Len()
	}
	b.model.Signatures = b.signatures
	return nil
}

// own is why the activation that makes the score is left.
const own = "the score's own activation"

// reportHead reports a Softmax that is not stepped over; other activations are found
// among those of layers.
func (b *builder) reportHead() {
	if b.head != nil && b.head.kind == savedmodels.Softmax {
		b.report.leave(b.head.over[0].Name, savedmodels.Softmax, own)
	}
}

// choose finds the activations to freeze, and reports those it leaves.
func (b *builder) choose(g *gr.Graph) ([]gr.Activation, error) {
	found, gates, err := g.Activations(b.subject.Input, b.subject.Logits)
	if err != nil {
		return nil, err
	}
	b.found = found
	var chosen []gr.Activation
	b.reportHead()
	for _, a := range found {
		if a.Own {
			b.report.leave(a.Output.Node.Name, a.Kind, own)
			continue
		}
		if re := b.options.Activations; re != nil && !re.MatchString(a.Output.Node.Name) {
			b.report.leave(a.Output.Node.Name, a.Kind, "the pattern does not match it")
			continue
		}
		chosen = append(chosen, a)
	}
	for _, gate := range gates {
		b.report.leave(gate.Output.Node.Name, gate.Kind, "a gate: it is multiplied with another tensor")
	}
	return chosen, b.leaveUnknown(g, slices.Concat(found, gates))
}

// leaveUnknown reports what may be an activation and is of no kind that is known.
func (b *builder) leaveUnknown(g *gr.Graph, found []gr.Activation) error {
	unknown, err := g.Unknown(b.subject.Input, b.subject.Logits, found...)
	for _, u := range unknown {
		b.report.leave(u.Output.Node.Name, u.Kind, "elementwise and nonlinear, of no kind that is known")
	}
	return err
}

func (b *builder) freeze(g *gr.Graph) error {
	chosen, err := b.choose(g)
	if err != nil {
		return err
	}
	if len(chosen) == 0 {
		return fmt.Errorf("no activation to freeze lies between the input %s and the score %s%s", b.subject.Input, b.subject.Logits, b.report.whyNot())
	}
	if all := b.spanned(g); len(all) > 0 {
		return all[0]
	}
	if err := b.findRows(g, chosen); err != nil {
		return err
	}
	if err := b.findLayout(g); err != nil {
		return err
	}
	b.freezings, err = gr.Freeze(g, chosen)
	b.report.frozen(chosen)
	return err
}

func (b *builder) methods(g *gr.Graph) error {
	net, err := serving.NewNet(g, b.subject.Input, b.subject.Logits, b.found, b.freezings)
	if err != nil {
		return err
	}
	net.Inputs, net.Rows, net.Alone, net.Layout = b.subject.inputs(), b.rows, b.report.Alone, b.layout
	var fast *fastconv.Fast
	if !b.options.Exact {
		fast = fastconv.New(gr.Scope{Graph: g, Prefix: serving.Prefix})
		net.Fast = fast.Rules()
	}
	b.signatures = append(b.signatures, b.activations())
	defer b.nameDims()
	add, err := b.adder(net)
	if err != nil {
		return err
	}
	for _, m := range withSamples(b.options.Methods) {
		signatures, err := add(m)
		if err != nil {
			return err
		}
		b.signatures = append(b.signatures, signatures...)
		b.names = append(b.names, m.Name)
	}
	b.derive(fast)
	return nil
}

// adder adds a method: for a server, or only what package explain runs.
func (b *builder) adder(net *serving.Net) (func(methods.Method) ([]gr.Signature, error), error) {
	if b.options.Bare {
		return bare(net), nil
	}
	defs, err := opDefs()
	if err != nil {
		return nil, err
	}
	server, err := serving.NewServer(net, defs)
	if err != nil {
		return nil, err
	}
	return func(m methods.Method) ([]gr.Signature, error) { return m.Serve(server) }, nil
}

func bare(net *serving.Net) func(methods.Method) ([]gr.Signature, error) {
	return func(m methods.Method) ([]gr.Signature, error) {
		if m.PointMethod != "" {
			return nil, nil
		}
		s, err := m.Emit(net)
		return []gr.Signature{s}, err
	}
}

// derive notes that the session has to lay kernels out anew once it has the weights.
func (b *builder) derive(f *fastconv.Fast) {
	if f == nil || f.Initialise() == nil {
		return
	}
	if b.model.Weights == nil {
		b.model.Weights = &savedmodels.Weights{}
	}
	b.model.Weights.Derive = f.Initialise().Name
}

func (b *builder) activations() gr.Signature {
	out := map[string]gr.Output{savedmodels.LogitsKey: b.subject.Logits}
	for _, f := range b.freezings {
		out[f.Activation.Node.Name] = f.Activation
	}
	return gr.Signature{Name: savedmodels.SignatureActivations, Inputs: b.subject.inputs(), Outputs: out}
}

// withSamples adds the methods that those given average over.
func withSamples(chosen []methods.Method) []methods.Method {
	wanted := map[string]bool{}
	for _, m := range chosen {
		wanted[m.Name], wanted[m.PointMethod] = true, true
	}
	var all []methods.Method
	for _, m := range methods.All {
		if wanted[m.Name] {
			all = append(all, m)
		}
	}
	return all
}
