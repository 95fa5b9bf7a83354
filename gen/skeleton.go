package gen

import (
	"maps"
	"slices"

	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
	graphpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/graph_go_proto"
	tensorpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/tensor_go_proto"

	gr "tfreeze/graphrewrite"
)

// skeleton is a graph without the values of its weights: constants of a floating type
// and of at least from elements, unless these may decide a shape.
//
//	w = Const() {value=float[1000,4096]{...}}   ->   w = Const() {value=float[1000,4096]{0}}
func skeleton(g *gr.Graph, from int64) (*graphpb.GraphDef, error) {
	def, err := g.Proto()
	if err != nil {
		return nil, err
	}
	fixed, err := fixedNodes(g)
	if err != nil {
		return nil, err
	}
	uses := g.Uses()
	for _, nd := range def.Node {
		n := g.Node(nd.GetName())
		t := n.Attr["value"].GetTensor()
		if n.Op != "Const" || !gr.IsFloating(t.GetDtype()) {
			continue
		}
		if shape := gr.ShapeOf(t.GetTensorShape()); !shape.Static() || shape.Elements() < from || shapes(n, uses, fixed) {
			continue
		}
		// A tensor without values is of zeros.
		zeros := &tensorpb.TensorProto{Dtype: t.GetDtype(), TensorShape: t.GetTensorShape()}
		nd.Attr = maps.Clone(nd.Attr)
		nd.Attr["value"] = &attrpb.AttrValue{Value: &attrpb.AttrValue_Tensor{Tensor: zeros}}
	}
	return def, nil
}

// fixedNodes are the nodes whose values only constants decide. To infer a shape,
// TensorFlow computes these, and no others.
func fixedNodes(g *gr.Graph) (map[*gr.Node]bool, error) {
	fixed := map[*gr.Node]bool{}
	nodes, err := g.Sorted()
	for _, n := range nodes {
		open := slices.ContainsFunc(n.Inputs, func(in gr.Output) bool { return !fixed[in.Node] })
		fixed[n] = n.Op == "Const" || len(n.Inputs) > 0 && !open
	}
	return fixed, err
}

// shapes reports whether a constant's values may decide a shape. A shape is made of
// integers, so they cannot if they go through no more than identities and casts between
// floating types until a node reads them that is not fixed.
func shapes(n *gr.Node, uses map[*gr.Node][]gr.Use, fixed map[*gr.Node]bool) bool {
	return slices.ContainsFunc(uses[n], func(u gr.Use) bool {
		reader := u.Node
		if !fixed[reader] {
			return false
		}
		same := reader.Op == "Identity" || reader.Op == "Cast" && gr.IsFloating(reader.DType("DstT"))
		return !same || len(reader.Inputs) != 1 || shapes(reader, uses, fixed)
	})
}
