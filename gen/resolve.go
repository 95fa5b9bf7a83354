package gen

import (
	"cmp"
	"fmt"
	"strings"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/nearest"
	"tfreeze/savedmodels"
)

// A Subject is the part of a model that is explained.
type Subject struct {
	// Input is the tensor that attributions are for.
	Input gr.Output
	// Source is the model's own input that Input is made of, by preprocessing in the graph;
	// zero if Input is the model's own. Moved reports whether Input was not asked for, but
	// is the only tensor made of it that can be explained.
	Source gr.Output
	Moved  bool
	// Output is the model's output. Logits are the scores that are explained: the output
	// itself, what a Softmax or Sigmoid at its end reads, or the scores of both classes
	// of a binary model. Head says which.
	Output, Logits gr.Output
	Head           savedmodels.Head
	// Signature is the model's own, nil if it has none.
	Signature *gr.Signature
	// Others are the other inputs that the score depends on.
	Others []Other
	// raw are inputs at which no gradient exists, if there are no others.
	raw []gr.Output
	// from is what the model makes Input of, if Input was moved behind that; zero if not.
	from gr.Output
}

func (b *builder) resolve(g *gr.Graph) error {
	var err error
	if b.subject, err = resolve(b.model, b.options); err != nil {
		return unresolved{err}
	}
	b.subject.Input = gr.TakeSinglePrecision(g, b.subject.Input)
	return nil
}

// resolve finds the subject: what the options name, else what the card names, else the
// only candidate in the signature or the graph.
func resolve(m *savedmodels.Model, o Options) (*Subject, error) {
	s := &Subject{}
	var err error
	if s.Signature, err = pickSignature(m, o.Signature); err != nil {
		return nil, err
	}
	if s.Input, s.raw, err = pickInput(m, s.Signature, cmp.Or(o.Input, m.Card.Input)); err != nil {
		return nil, err
	}
	if s.Output, err = pickOutput(m, s, cmp.Or(o.Output, m.Card.Output)); err != nil {
		return nil, err
	}
	if err := s.reaches(m.Graph); err != nil {
		return nil, err
	}
	s.Logits = s.Output
	return s, nil
}

// reaches refuses an output that does not depend on the input. Of raw inputs, those on which
// it does not depend are left out.
func (s *Subject) reaches(g *gr.Graph) error {
	all := s.raw
	if all == nil {
		all = []gr.Output{s.Input}
	}
	var on []gr.Output
	for _, o := range all {
		below, err := g.Dependents(o.Node)
		if err != nil {
			return err
		}
		if below[s.Output.Node] {
			on = append(on, o)
		}
	}
	if len(on) == 0 {
		return fmt.Errorf("the output %q does not depend on the input %q", s.Output, s.Input)
	}
	if s.raw != nil {
		s.Input, s.raw = on[0], on
	}
	return nil
}

func pickSignature(m *savedmodels.Model, name string) (*gr.Signature, error) {
	if name == "" && len(m.Functions) > 0 {
		return nil, fmt.Errorf("the model has no signatures: choose one of its functions with --function: %s", listed(functionNames(m.Functions)))
	}
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
	return nil, fmt.Errorf("the model has no signature %q%s; it has %s", name, nearest.Hint(name, names), listed(names))
}

// functionNames lists functions with their arguments.
func functionNames(functions []savedmodels.Function) []string {
	var names []string
	for _, f := range functions {
		names = append(names, f.Name+" "+strings.Join(f.Takes, " or "))
	}
	return names
}
