package gen

import (
	"slices"
	"strings"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods"
	"tfreeze/savedmodels"
)

// An Other is an input that is not explained, but that the score depends on. It has to
// be fed.
type Other struct {
	// Key is its key in the signatures: the one in the model's own signature, else the
	// name of its node.
	Key    string
	Tensor gr.Output
	// Optional reports whether it has a default.
	Optional bool
}

// others finds the inputs that the network needs besides the explained one.
func (b *builder) others(*gr.Graph) error {
	b.subject.Others = others(b.subject)
	b.signatures = []gr.Signature{b.original()}
	return nil
}

// original is the model's own signature, or one like it.
func (b *builder) original() gr.Signature {
	if s := b.subject.Signature; s != nil {
		return gr.Signature{Name: savedmodels.SignatureDefault, Inputs: s.Inputs, Outputs: s.Outputs}
	}
	return gr.Signature{Name: savedmodels.SignatureDefault, Inputs: b.subject.inputs(), Outputs: map[string]gr.Output{"output": b.subject.Output}}
}

// others finds the placeholders that the score needs once the input is given.
func others(s *Subject) []Other {
	names := map[gr.Output]string{}
	if s.Signature != nil {
		for _, c := range sorted(s.Signature.Inputs) {
			names[c.tensor] = c.key
		}
	}
	var found []Other
	for n := range needed(s.Input, s.Logits.Node) {
		if n.Op == "Placeholder" || n.Op == "PlaceholderWithDefault" {
			if o := n.Out(0); o != s.Input {
				found = append(found, Other{Key: keyOf(o, names), Tensor: o, Optional: n.Op != "Placeholder"})
			}
		}
	}
	slices.SortFunc(found, func(a, b Other) int { return strings.Compare(a.Key, b.Key) })
	return found
}

// needed is the set of nodes that run for the roots once an input is given.
func needed(given gr.Output, roots ...*gr.Node) map[*gr.Node]bool {
	return upstream(given, roots, func(n *gr.Node) []*gr.Node { return n.Control })
}

// readBy is the set of nodes whose data the roots read, directly or not, once an input is
// given. The roots are among them.
func readBy(given gr.Output, roots ...*gr.Node) map[*gr.Node]bool {
	return upstream(given, roots, func(*gr.Node) []*gr.Node { return nil })
}

// upstream walks from the roots to what they read, save the given tensor, and to what each
// node waits for.
func upstream(given gr.Output, roots []*gr.Node, waits func(*gr.Node) []*gr.Node) map[*gr.Node]bool {
	seen := map[*gr.Node]bool{}
	for todo := slices.Clone(roots); len(todo) > 0; {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[n] {
			continue
		}
		seen[n] = true
		for _, in := range n.Inputs {
			if in != given {
				todo = append(todo, in.Node)
			}
		}
		todo = append(todo, waits(n)...)
	}
	return seen
}

func keyOf(o gr.Output, names map[gr.Output]string) string {
	key, ok := names[o]
	if !ok {
		key = o.Node.Name
	}
	if key == savedmodels.InputKey || slices.Contains(methods.OptionNames(), key) {
		return savedmodels.OtherPrefix + key
	}
	return key
}

// inputs are the inputs of a signature that runs the network.
func (s *Subject) inputs() map[string]gr.Output {
	in := map[string]gr.Output{savedmodels.InputKey: s.Input}
	for _, o := range s.Others {
		in[o.Key] = o.Tensor
	}
	return in
}
