package gen

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
)

// inline puts the functions that the signature to explain calls into the graph.
// Other calls stay: TensorFlow runs those that restore the variables.
func (b *builder) inline(*gr.Graph) error {
	m, o := b.model, b.options
	if len(m.Graph.Library.GetFunction()) == 0 {
		return nil
	}
	s, err := pickSignature(m, o.Signature)
	if err != nil {
		return nil // so says resolve
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
