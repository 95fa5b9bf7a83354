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
		value, ok := constBool(n.Inputs[0])
		switch {
		case ok && value:
			return n.Attr["then_branch"].GetFunc()
		case ok:
			return n.Attr["else_branch"].GetFunc()
		}
	case n.is(cases):
		branches := n.Attr["branches"].GetList().GetFunc()
		if len(branches) == 0 || n.Inputs[0].Node.Op != "Const" {
			return nil
		}
		index, err := n.Inputs[0].Node.ConstInts()
		if err != nil || len(index) != 1 {
			return nil
		}
		// TensorFlow takes the last branch if the index is out of range.
		if i := index[0]; i >= 0 && i < int64(len(branches)) {
			return branches[i]
		}
		return branches[len(branches)-1]
	}
	return nil
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
