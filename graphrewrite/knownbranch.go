package graphrewrite

import (
	"maps"

	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
)

// A brancher holds the functions among which conditions choose, for a knower to compute
// with: the steps of a loop that ends by a break decide in them whether to go on.
type brancher struct {
	g    *Graph
	defs OpDefs
	made map[*attrpb.NameAttrList]*branch
	// left bounds how often a function is computed.
	left int
}

const maxComputed = 1 << 16

// A branch is a function, inlined into a graph of its own.
type branch struct{ args, results []Output }

func newBrancher(g *Graph, defs OpDefs) *brancher {
	return &brancher{g: g, defs: defs, made: map[*attrpb.NameAttrList]*branch{}, left: maxComputed}
}

// ofBranch returns what is known of a tensor that a condition gives.
func (k *knower) ofBranch(o Output) known {
	n := o.Node
	if k.branches == nil || k.branches.left == 0 || len(n.Inputs) == 0 {
		return known{}
	}
	index, ok := k.of(n.Inputs[0]).number()
	f := chosen(n, int64(index))
	if !ok || f == nil {
		return known{}
	}
	k.branches.left--
	b := k.branches.of(f, n.Inputs[1:])
	if o.Index >= len(b.results) {
		return known{}
	}
	inner := &knower{found: map[Output]known{}, depth: k.depth, branches: k.branches}
	for i, arg := range b.args {
		inner.found[arg] = k.of(n.Inputs[1+i])
	}
	return inner.of(b.results[o.Index])
}

// of returns a function for inputs of some types; one without results if it cannot be
// inlined.
func (b *brancher) of(f *attrpb.NameAttrList, inputs []Output) *branch {
	if b.made[f] != nil {
		return b.made[f]
	}
	made := &branch{}
	s := Scope{Graph: b.g.stepGraph(), Prefix: stepPrefix}
	for _, in := range inputs {
		made.args = append(made.args, s.Op("Placeholder", "", in.Type(), nil))
	}
	call := s.Node("StatefulPartitionedCall", "branch", nil, nil, made.args...)
	call.Attr = maps.Clone(f.GetAttr())
	call.set(Attrs{"f": &attrpb.AttrValue{Value: &attrpb.AttrValue_Func{Func: f}}})
	if _, err := Inline(s.Graph, b.defs, call); err == nil {
		made.results = call.Inputs
	}
	b.made[f] = made
	return made
}
