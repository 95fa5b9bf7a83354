package gen

import (
	"fmt"
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods"
	"tfreeze/methods/autodiff"
	"tfreeze/methods/fastconv"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// missing refuses ops without a gradient rule, and an output that holds no scores.
func (b *builder) missing(g *gr.Graph) error {
	missing, err := autodiff.Missing(g, b.subject.Logits, b.subject.Input)
	if err != nil {
		return err
	}
	b.stops = slices.Clone(missing)
	missing = b.withoutLoops(missing)
	if err := serving.CheckLogits(b.subject.Logits); err != nil {
		missing = append(missing, err)
	}
	return b.refuse(missing...)
}

func (b *builder) methods(g *gr.Graph) error {
	net, err := serving.NewNet(g, b.subject.Input, b.subject.Logits, b.found, b.freezings)
	if err != nil {
		return err
	}
	net.Inputs, net.Rows, net.Alone, net.Layout = b.subject.inputs(), b.rows, b.report.Alone, b.layout
	net.Features = b.behindFreezing()
	net.Low, net.High = b.model.Card.Preprocess.Bounds()
	var fast *fastconv.Fast
	if !b.options.Exact {
		fast = fastconv.New(gr.Scope{Graph: g, Prefix: serving.Prefix})
		net.Fast = fast.Rules()
	}
	b.signatures = append(b.signatures, b.layers())
	if s := b.subject; !s.Source.IsZero() {
		b.signatures = append(b.signatures, s.preprocessing())
	}
	defer b.nameDims()
	add, err := b.adder(net)
	if err != nil {
		return err
	}
	chosen, err := b.applicable(net)
	if err != nil {
		return err
	}
	for _, m := range withSamples(chosen) {
		signatures, err := add(m)
		if err != nil {
			return b.suggest(g, err)
		}
		b.signatures = append(b.signatures, signatures...)
		if len(signatures) > 0 || b.options.Bare {
			b.names = append(b.names, m.Name)
		}
	}
	b.derive(fast)
	return nil
}

// applicable returns the chosen methods. If none was chosen, it returns all that can
// explain the network.
func (b *builder) applicable(net *serving.Net) ([]methods.Method, error) {
	if b.options.Methods == nil {
		return slices.DeleteFunc(slices.Clone(methods.All), func(m methods.Method) bool { return m.Check(net) != nil }), nil
	}
	for _, m := range b.options.Methods {
		if err := m.Check(net); err != nil {
			return nil, fmt.Errorf("%s: %w", m.Name, err)
		}
	}
	return b.options.Methods, nil
}

// adder returns what adds a method: all that a server needs, or only what package
// explain runs.
func (b *builder) adder(net *serving.Net) (func(methods.Method) ([]gr.Signature, error), error) {
	if b.options.Bare {
		return bare(net), nil
	}
	defs, err := opDefs()
	if err != nil {
		return nil, err
	}
	criterion, err := b.criterion()
	if err != nil {
		return nil, err
	}
	server, err := serving.NewServer(net, defs, *methods.Percentile.Served, criterion)
	if err != nil {
		return nil, err
	}
	server.Variants = b.options.Variants
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

// derive notes the node that rearranges kernels once the session has the weights.
func (b *builder) derive(f *fastconv.Fast) {
	if f == nil || f.Initialise() == nil {
		return
	}
	if b.model.Weights == nil {
		b.model.Weights = &savedmodels.Weights{}
	}
	b.model.Weights.Derive = f.Initialise().Name
}

// layers is the signature of the logits and the frozen activations.
func (b *builder) layers() gr.Signature {
	out := map[string]gr.Output{savedmodels.LogitsKey: b.subject.Logits}
	for _, f := range b.freezings {
		out[f.Activation.Node.Name] = f.Measured
	}
	return gr.Signature{Name: savedmodels.SignatureActivations, Inputs: b.subject.inputs(), Outputs: out}
}

// withSamples lists the chosen methods that signatures can have, and those that the
// chosen ones evaluate at points.
func withSamples(chosen []methods.Method) []methods.Method {
	wanted := map[string]bool{}
	for _, m := range chosen {
		wanted[m.PointMethod] = true
		wanted[m.Name] = wanted[m.Name] || m.InGraph()
	}
	var all []methods.Method
	for _, m := range methods.All {
		if wanted[m.Name] {
			all = append(all, m)
		}
	}
	return all
}
