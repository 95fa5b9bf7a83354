package gen

import (
	opdefpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/op_def_go_proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
	"tfreeze/savedmodels"
)

// inline puts the functions that the signature to explain calls into the graph.
// Other calls stay: TensorFlow runs those that restore the variables.
func inline(m *savedmodels.Model, o Options) error {
	if len(m.Graph.Library.GetFunction()) == 0 {
		return nil
	}
	defs, err := opDefs()
	if err != nil {
		return err
	}
	s, err := pickSignature(m, o.Signature)
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
	defs, err := tensorflow.OpDefs()
	return func(op string) *opdefpb.OpDef { return defs[op] }, err
}
