package graphrewrite

import (
	"slices"
	"strings"
)

// SettleInference answers, for inference, the questions that a graph built to be
// trained asks through placeholders, and returns the names of those it settled:
// a boolean scalar, is_training, becomes false, and a float scalar that is
// called keep_prob becomes 1. Their names stay; those in keep are left alone.
//
//	is_training = Placeholder() {dtype=bool}   ->   is_training = Const() {value=bool[]{false}}
func SettleInference(g *Graph, keep ...*Node) []string {
	var settled []string
	for _, name := range g.Names() {
		n := g.nodes[name]
		if slices.Contains(keep, n) || n.Op != "Placeholder" && n.Op != "PlaceholderWithDefault" || !scalar(n) {
			continue
		}
		switch {
		case n.DType("dtype") == Bool:
			n.become(Attrs{"dtype": Bool, "value": Tensor(nil, false)})
		case n.DType("dtype") == Float && strings.Contains(strings.ToLower(name), "keep_prob"):
			n.become(Attrs{"dtype": Float, "value": Tensor(nil, float32(1))})
		default:
			continue
		}
		settled = append(settled, name)
	}
	return settled
}

// scalar tells whether a placeholder takes a scalar, or does not say what.
func scalar(n *Node) bool {
	return len(ShapeOf(n.Attr["shape"].GetShape())) == 0 && len(n.Out(0).Shape()) == 0
}

// become makes the node a constant.
func (n *Node) become(attrs Attrs) {
	n.Op, n.Inputs, n.Attr = "Const", nil, nil
	n.set(attrs)
	n.Types = []Type{{attrs["dtype"].(DataType), Shape{}}}
}
