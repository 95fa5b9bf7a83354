package graphrewrite

import (
	"fmt"

	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
)

// FoldBranches inlines the branch taken by each If and Case that the roots need and
// whose condition is constant. It returns their number.
//
//	y = If(false, x) {then_branch=func "f" else_branch=func "g"}   ->   relu = Relu(x)
//	                                                                    y = IdentityN(relu)
func FoldBranches(g *Graph, defs OpDefs, roots ...*Node) (int, error) {
	// One inliner bounds what all rounds add together.
	return newInliner(g, defs).foldBranches(roots)
}

func (i *inliner) foldBranches(roots []*Node) (int, error) {
	count := 0
	for range maxDepth {
		needed, before := Ancestors(roots...), count
		for _, name := range i.g.Names() {
			n := i.g.nodes[name]
			if branch := taken(n); needed[n] && branch != nil {
				n.call(branch)
				count++
			}
		}
		if count == before {
			return count, nil
		}
		// The branch may contain further conditions.
		i.seen = map[*Node]bool{}
		if _, err := i.run(roots); err != nil {
			return count, err
		}
	}
	return count, fmt.Errorf("conditions nest more than %d deep: a function may call itself", maxDepth)
}

// taken returns the function that a constant condition chooses, or nil.
func taken(n *Node) *attrpb.NameAttrList {
	switch {
	case len(n.Inputs) == 0:
		return nil
	case n.is(ifs):
		if value, ok := constBool(n.Inputs[0]); ok {
			return chosen(n, int64(truth(value)))
		}
	case n.is(cases) && n.Inputs[0].Node.Op == "Const":
		if index, err := n.Inputs[0].Node.ConstInts(); err == nil && len(index) == 1 {
			return chosen(n, index[0])
		}
	}
	return nil
}

// chosen returns the function that a condition chooses by an index or, true being 1, by a
// boolean; nil for any other node.
func chosen(n *Node, index int64) *attrpb.NameAttrList {
	switch {
	case n.is(ifs) && index != 0:
		return n.Attr["then_branch"].GetFunc()
	case n.is(ifs):
		return n.Attr["else_branch"].GetFunc()
	}
	branches := n.Attr["branches"].GetList().GetFunc()
	if len(branches) == 0 {
		return nil
	}
	// TensorFlow takes the last branch if the index is out of range.
	if index >= 0 && index < int64(len(branches)) {
		return branches[index]
	}
	return branches[len(branches)-1]
}

// call turns a node that chooses among functions into a call of f.
func (n *Node) call(f *attrpb.NameAttrList) {
	n.Op, n.Inputs = "StatefulPartitionedCall", n.Inputs[1:]
	attrs := map[string]*attrpb.AttrValue{"f": {Value: &attrpb.AttrValue_Func{Func: f}}}
	for _, name := range []string{"Tin", "Tout"} {
		if a := n.Attr[name]; a != nil {
			attrs[name] = a
		}
	}
	n.Attr = attrs
}
