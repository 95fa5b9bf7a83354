package gen

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
)

// inline replaces calls of functions by their nodes, as far as the explained signature
// makes them. Other calls stay, such as those that restore the variables.
func (b *builder) inline(*gr.Graph) error {
	m, o := b.model, b.options
	if len(m.Graph.Library.GetFunction()) == 0 {
		return nil
	}
	s, err := pickSignature(m, o.Signature)
	if err != nil {
		return nil // resolve says so
	}
	defs, err := opDefs()
	if err != nil {
		return err
	}
	var roots []*gr.Node
	if s != nil {
		roots = gr.SignatureNodes(*s)
	}
	for _, name := range []string{o.Input, o.Output, m.Card.Input, m.Card.Output} {
		if t, err := m.Graph.Output(name); err == nil {
			roots = append(roots, t.Node)
		}
	}
	_, err = gr.Inline(m.Graph, defs, roots...)
	return err
}

func opDefs() (gr.OpDefs, error) {
	defs, err := tensorflow.LookupOps()
	return defs, err
}
