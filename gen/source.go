package gen

import (
	"fmt"
	"slices"
	"strings"

	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
	"tfreeze/savedmodels"
)

// source moves the input to explain behind the model's own preprocessing: no gradient
// exists at strings, integers or floats that are rounded, but at the float tensor that the
// model makes of them. If there are several, one must be chosen.
func (b *builder) source(g *gr.Graph) error {
	s := b.subject
	raw := s.raw
	if raw == nil {
		raw = []gr.Output{s.Input}
	}
	var behind []gr.Output
	for _, r := range raw {
		found, err := autodiff.Sources(g, s.Output, r)
		if err != nil {
			return err
		}
		behind = append(behind, found...)
	}
	if s.raw == nil && slices.Contains(behind, s.Input) {
		s.Source = sourceOf(s.Input)
		return nil
	}
	if err := s.move(g, raw, behind); err != nil {
		return err
	}
	if s.Moved {
		s.from = raw[0]
	}
	s.Source = sourceOf(s.Input)
	return nil
}

// move explains what is made of the raw inputs. A float input of which nothing is made
// stays, and is refused later.
func (s *Subject) move(g *gr.Graph, raw, behind []gr.Output) error {
	var fit []candidate
	for _, o := range behind {
		if c := (candidate{tensor: o}); explainable(o) && !slices.Contains(fit, c) {
			fit = append(fit, c)
		}
	}
	of := make([]candidate, len(raw))
	for i, r := range raw {
		of[i] = candidate{key: keyOfTensor(s.Signature, r), tensor: r}
	}
	switch {
	case len(fit) == 1:
		s.Input, s.Moved = gr.TakeSinglePrecision(g, fit[0].tensor), true
	case len(fit) > 1:
		return unresolved{fmt.Errorf("the input is ambiguous: no gradient exists at %s: choose with --input one of the float tensors that the model makes of it: %s",
			strings.Join(texts(of), ", "), listed(texts(fit)))}
	case s.raw != nil:
		return unresolved{fmt.Errorf("no input is found: a float tensor of rank 2 or more is needed, and there are: %s%s; name one with --input",
			listed(texts(of)), instead(g, "input", of))}
	}
	return nil
}

// preprocessing is the signature that makes the input of the source.
func (s *Subject) preprocessing() gr.Signature {
	key := keyOfTensor(s.Signature, s.Source)
	if key == "" {
		key = s.Source.Node.Name
	}
	return gr.Signature{Name: savedmodels.SignaturePreprocessing, Inputs: map[string]gr.Output{key: s.Source}, Outputs: map[string]gr.Output{savedmodels.InputKey: s.Input}}
}

// sourceName is the name of the source; empty without one.
func (s *Subject) sourceName() string {
	if s.Source.IsZero() {
		return ""
	}
	return s.Source.String()
}

// keyOfTensor is the key of an input in a signature; empty without one.
func keyOfTensor(s *gr.Signature, o gr.Output) string {
	if s == nil {
		return ""
	}
	for _, c := range sorted(s.Inputs) {
		if c.tensor == o {
			return c.key
		}
	}
	return ""
}

// sourceOf is the placeholder that an input inside the graph is made of; zero if the input
// is one itself, or if several are needed.
func sourceOf(input gr.Output) gr.Output {
	if isPlaceholder(input.Node) {
		return gr.Output{}
	}
	var found []gr.Output
	for n := range gr.Ancestors(input.Node) {
		if n.Op == "Placeholder" {
			found = append(found, n.Out(0))
		}
	}
	if len(found) != 1 {
		return gr.Output{}
	}
	return found[0]
}

func isPlaceholder(n *gr.Node) bool { return n.Op == "Placeholder" || n.Op == "PlaceholderWithDefault" }

// isRaw reports whether no gradient exists at a tensor that may be an input: it holds
// strings or integers. A boolean is a switch.
func isRaw(o gr.Output) bool {
	switch o.DType() {
	case typespb.DataType_DT_STRING, gr.Int32, gr.Int64, typespb.DataType_DT_UINT8, typespb.DataType_DT_INT8,
		typespb.DataType_DT_INT16, typespb.DataType_DT_UINT16:
		return true
	}
	return false
}
