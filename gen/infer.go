package gen

import (
	"errors"

	"google.golang.org/protobuf/proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
)

// types refuses ops that TensorFlow does not have, and notes the types of all nodes.
func (b *builder) types(g *gr.Graph) error {
	unknown, err := unknownOps(g)
	if err != nil {
		return err
	}
	if err := b.refuse(unknown...); err != nil {
		return err
	}
	if len(unknown) > 0 {
		return unresolved{errors.New("TensorFlow does not have all ops of the graph")}
	}
	return inferTypes(g)
}

// inferTypes sets missing attributes to their defaults, has TensorFlow check the graph,
// and notes the types that it infers.
func inferTypes(g *gr.Graph) error {
	defs, err := opDefs()
	if err != nil {
		return err
	}
	g.FillDefaults(defs)
	def, err := skeleton(g, weightFrom)
	if err != nil {
		return err
	}
	raw, err := proto.Marshal(def)
	if err != nil {
		return err
	}
	types, err := tensorflow.Infer(raw)
	if err != nil {
		if unknown, _ := unknownOps(g); len(unknown) > 0 {
			return unknown[0]
		}
		return err
	}
	for name, outputs := range types {
		n := g.Node(name)
		if n == nil {
			continue
		}
		n.Types = make([]gr.Type, len(outputs))
		for i, o := range outputs {
			n.Types[i] = gr.TypeOf(o.DType, o.Shape)
		}
	}
	return nil
}

func (b *builder) stripDefaults(g *gr.Graph) error { return stripDefaults(g) }

func stripDefaults(g *gr.Graph) error {
	defs, err := opDefs()
	if err == nil {
		g.StripDefaults(defs)
	}
	return err
}

// unknownOps lists the nodes whose op TensorFlow does not have. Its own error does not
// name the node.
func unknownOps(g *gr.Graph) ([]error, error) {
	defs, err := opDefs()
	if err != nil {
		return nil, err
	}
	functions := map[string]bool{}
	for _, f := range g.Library.GetFunction() {
		functions[f.GetSignature().GetName()] = true
	}
	var unknown []error
	for _, name := range g.Names() {
		if n := g.Node(name); defs(n.Op) == nil && !functions[n.Op] {
			unknown = append(unknown, &gr.Error{Node: n.Name, Op: n.Op, Err: errors.New("TensorFlow has no such op")})
		}
	}
	return unknown, nil
}
