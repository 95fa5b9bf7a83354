package graphrewrite

import (
	"maps"
	"slices"

	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
)

// The attributes of a node whose gradient is custom. TensorFlow writes the first,
// which names a gradient that Python registers; package savedmodels adds the others
// if the model holds the gradient's function.
const (
	gradientType = "_gradient_op_type"
	// GradientFunction is the gradient's function, in the library.
	GradientFunction = "_tfreeze_gradient"
	// GradientInputs lists the inputs for which the function returns gradients.
	GradientInputs = "_tfreeze_gradient_inputs"
	// GradientReads and GradientReadTypes list further tensors that the function takes,
	// after the gradients of the outputs: tensors of the function that the node is in.
	// Inline makes them inputs of the node.
	GradientReads     = "_tfreeze_gradient_reads"
	GradientReadTypes = "_tfreeze_gradient_read_types"
)

// CustomGradient returns the name of a node's custom gradient; empty if it has none. The
// attribute of a call does not count: its function's nodes have gradients of their own.
func CustomGradient(op string, attrs map[string]*attrpb.AttrValue) string {
	if ops[op].has(calls) {
		return ""
	}
	return string(attrs[gradientType].GetS())
}

// CustomGradient returns the name of the node's custom gradient; empty if it has none.
func (n *Node) CustomGradient() string { return CustomGradient(n.Op, n.Attr) }

// A Custom is a custom gradient whose function is in the graph's library.
type Custom struct {
	function string
	// Outputs is the number of the node's own outputs. The function takes their
	// gradients, and then the node's inputs from that index on.
	Outputs int
	// Inputs lists the inputs for which the function returns gradients, in its order.
	Inputs []int64
}

// Custom returns the node's custom gradient, and false if it has none or the library
// lacks its function.
func (n *Node) Custom() (Custom, bool) {
	name := n.Attr[GradientFunction].GetFunc().GetName()
	if n.CustomGradient() == "" || name == "" || n.Op != "IdentityN" {
		return Custom{}, false
	}
	c := Custom{function: name, Outputs: len(n.Inputs) - len(n.Attr[GradientReadTypes].GetList().GetType()), Inputs: n.Ints(GradientInputs)}
	ok := c.Outputs >= 0 && !slices.ContainsFunc(c.Inputs, func(i int64) bool { return i < 0 || i >= int64(c.Outputs) })
	return c, ok
}

// spans returns the nodes between the inputs of a custom gradient and its results: no
// gradient but the custom one passes there.
func (n *Node) spans(c Custom) map[*Node]bool {
	seen := map[*Node]bool{}
	for _, i := range c.Inputs {
		seen[n.Inputs[i].Node] = true
	}
	var results []*Node
	for i, in := range n.Inputs[:c.Outputs] {
		if !slices.Contains(c.Inputs, int64(i)) {
			results = append(results, in.Node)
		}
	}
	spanned := map[*Node]bool{}
	walkBack(seen, results, func(m *Node) { spanned[m] = true })
	return spanned
}

// Spanned returns the first of the activations that lies between the inputs of the
// node's custom gradient and its results. No method has a rule there, and the gradient
// would not show that the activation is frozen.
func (n *Node) Spanned(activations []Activation) (Activation, bool) {
	c, ok := n.Custom()
	if !ok {
		return Activation{}, false
	}
	spanned := n.spans(c)
	for _, a := range activations {
		if spanned[a.Output.Node] {
			return a, true
		}
	}
	return Activation{}, false
}

// Ordinary drops the node's custom gradient in favour of its op's.
func (n *Node) Ordinary() {
	if c, ok := n.Custom(); ok {
		n.truncate(c.Outputs)
	}
	n.Attr = maps.Clone(n.Attr)
	for _, name := range []string{gradientType, GradientFunction, GradientInputs, GradientReads, GradientReadTypes} {
		delete(n.Attr, name)
	}
}

// truncate drops the inputs of an IdentityN from count on, and the outputs that pass
// them through.
func (n *Node) truncate(count int) {
	n.Inputs = n.Inputs[:count]
	if len(n.Types) > count {
		n.Types = n.Types[:count]
	}
	types := n.Attr["T"].GetList().GetType()
	n.Attr = maps.Clone(n.Attr)
	n.set(Attrs{"T": types[:min(count, len(types))]})
}

// readForGradient adds what the custom gradient of an IdentityN reads to its inputs. If
// a tensor cannot be found, the gradient's function is dropped: it is then not known.
func (b *body) readForGradient(n *Node) {
	reads := n.Attr[GradientReads].GetList().GetS()
	types := n.Attr[GradientReadTypes].GetList().GetType()
	if n.Attr[GradientFunction] == nil {
		return
	}
	found := make([]Output, 0, len(reads))
	for _, read := range reads {
		if o, ok := b.named(string(read)); ok {
			found = append(found, o)
		}
	}
	n.Attr = maps.Clone(n.Attr)
	if n.Op != "IdentityN" || len(found) != len(reads) || len(types) != len(reads) {
		delete(n.Attr, GradientFunction)
		return
	}
	if len(found) > 0 {
		delete(n.Attr, "_output_shapes")
	}
	n.Inputs = append(n.Inputs, found...)
	n.set(Attrs{"T": append(slices.Clone(n.Attr["T"].GetList().GetType()), types...)})
}

// named returns a tensor of the body by its name in a graph, "node:0".
func (b *body) named(tensor string) (Output, bool) {
	node, index, err := splitOutput(tensor)
	if err != nil {
		return Output{}, false
	}
	if n := b.nodes[node]; n != nil {
		return n.Out(index), true
	}
	o, ok := b.args[node]
	return o, ok && index == 0
}
