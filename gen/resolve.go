package gen

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels"
)

// A Subject is what of a model is explained.
type Subject struct {
	// Input is what the attribution is for.
	Input gr.Output
	// Output is what the model gives, and Logits what is explained of it: the
	// same tensor, or what a trailing Softmax reads.
	Output, Logits gr.Output
	// Signature is the model's own, if it has any.
	Signature *gr.Signature
}

// resolve finds the subject: what the options name, else what the card names,
// else what the signature or the graph leaves no choice about.
func resolve(m *savedmodels.Model, o Options) (*Subject, error) {
	s := &Subject{}
	var err error
	if s.Signature, err = pickSignature(m, o.Signature); err != nil {
		return nil, err
	}
	if s.Input, err = pickInput(m, s.Signature, cmp.Or(o.Input, m.Card.Input)); err != nil {
		return nil, err
	}
	if s.Output, err = pickOutput(m, s, cmp.Or(o.Output, m.Card.Output)); err != nil {
		return nil, err
	}
	below, err := m.Graph.Dependents(s.Input.Node)
	if err != nil {
		return nil, err
	}
	if !below[s.Output.Node] {
		return nil, fmt.Errorf("the output %q does not depend on the input %q", s.Output, s.Input)
	}
	s.Logits = s.Output
	if o.Score != Probability {
		s.Logits = beforeSoftmax(s.Output)
	}
	return s, nil
}

func pickSignature(m *savedmodels.Model, name string) (*gr.Signature, error) {
	if name == "" && len(m.Signatures) == 0 {
		return nil, nil
	}
	var names []string
	for i, s := range m.Signatures {
		if s.Name == name || name == "" && (s.Name == savedmodels.SignatureDefault || len(m.Signatures) == 1) {
			return &m.Signatures[i], nil
		}
		names = append(names, s.Name)
	}
	if name == "" {
		return nil, fmt.Errorf("the model has several signatures (%s): choose one with --signature", strings.Join(names, ", "))
	}
	return nil, fmt.Errorf("the model has no signature %q; it has %s", name, listed(names))
}

func pickInput(m *savedmodels.Model, s *gr.Signature, name string) (gr.Output, error) {
	if name != "" {
		return named(m.Graph, name, "input")
	}
	var candidates []gr.Output
	if s != nil {
		candidates = sorted(s.Inputs)
	} else {
		candidates = placeholders(m.Graph)
	}
	return only(candidates, "input", "--input")
}

func pickOutput(m *savedmodels.Model, s *Subject, name string) (gr.Output, error) {
	if name != "" {
		return named(m.Graph, name, "output")
	}
	if s.Signature != nil {
		return only(sorted(s.Signature.Outputs), "output", "--output")
	}
	sinks, err := sinks(m.Graph, s.Input)
	if err != nil {
		return gr.Output{}, err
	}
	return only(sinks, "output", "--output")
}

// named finds a tensor that can be explained.
func named(g *gr.Graph, name, what string) (gr.Output, error) {
	o, err := g.Output(name)
	if err != nil {
		return o, fmt.Errorf("%s: %w", what, err)
	}
	if !explainable(o) {
		return o, fmt.Errorf("%s: %q is of type %s: a float tensor of rank 2 or more is needed", what, name, o.Type())
	}
	return o, nil
}

// only returns the one explainable candidate.
func only(candidates []gr.Output, what, flag string) (gr.Output, error) {
	fit := slices.DeleteFunc(slices.Clone(candidates), func(o gr.Output) bool { return !explainable(o) })
	if len(fit) == 1 {
		return fit[0], nil
	}
	var names []string
	for _, o := range candidates {
		names = append(names, fmt.Sprintf("%s %s", o, o.Type()))
	}
	if len(fit) == 0 {
		return gr.Output{}, fmt.Errorf("no %s is found: a float tensor of rank 2 or more is needed, and there are: %s; name one with %s", what, listed(names), flag)
	}
	return gr.Output{}, fmt.Errorf("the %s is ambiguous: choose one with %s: %s", what, flag, listed(names))
}

func listed(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

func explainable(o gr.Output) bool {
	return o.DType() == gr.Float && (o.Shape() == nil || len(o.Shape()) >= 2)
}

func sorted(tensors map[string]gr.Output) []gr.Output {
	var outputs []gr.Output
	for _, o := range tensors {
		if !slices.Contains(outputs, o) {
			outputs = append(outputs, o)
		}
	}
	slices.SortFunc(outputs, func(a, b gr.Output) int { return strings.Compare(a.String(), b.String()) })
	return outputs
}

func placeholders(g *gr.Graph) []gr.Output {
	var found []gr.Output
	for _, name := range g.Names() {
		if n := g.Node(name); n.Op == "Placeholder" {
			found = append(found, n.Out(0))
		}
	}
	return found
}

// sinks returns the outputs that depend on the input and that nothing reads.
func sinks(g *gr.Graph, input gr.Output) ([]gr.Output, error) {
	below, err := g.Dependents(input.Node)
	if err != nil {
		return nil, err
	}
	uses := g.Uses()
	var found []gr.Output
	for _, name := range g.Names() {
		n := g.Node(name)
		if below[n] && len(uses[n]) == 0 && n != input.Node {
			for i := range n.Types {
				found = append(found, n.Out(i))
			}
		}
	}
	return found, nil
}

// beforeSoftmax steps over a trailing Softmax, and what hands its result on.
func beforeSoftmax(o gr.Output) gr.Output {
	at := o
	for {
		n := at.Node
		switch {
		case n.Op == "Softmax":
			return n.Inputs[0]
		case n.Op == "Identity":
			at = n.Inputs[0]
		case n.Op == "IdentityN" && at.Index < len(n.Inputs):
			at = n.Inputs[at.Index]
		default:
			return o
		}
	}
}
