package graphrewrite

import (
	"fmt"
	"strconv"
)

// A reference is an input by name.
type reference struct {
	node    string
	index   int
	control bool
	// written is how a NodeDef spells it, empty if it was not read from one.
	written string
}

// String is as it was written, or the text form: node, node:1 or ^node, an odd
// name in quotes.
func (r reference) String() string {
	switch name := formatName(r.node); {
	case r.written != "":
		return r.written
	case r.control:
		return "^" + name
	case r.index != 0:
		return name + ":" + strconv.Itoa(r.index)
	default:
		return name
	}
}

// link gives n its inputs, which must be nodes of the graph.
func (g *Graph) link(n *Node, inputs []reference) error {
	for _, in := range inputs {
		from := g.nodes[in.node]
		switch {
		case from == nil:
			return &Error{Node: n.Name, Op: n.Op, Err: fmt.Errorf("its input %q is not in the graph", in)}
		case in.control:
			n.Control = append(n.Control, from)
		case len(n.Control) > 0:
			return &Error{Node: n.Name, Op: n.Op, Err: fmt.Errorf("input %q stands after a control input", in)}
		default:
			n.Inputs = append(n.Inputs, from.Out(in.index))
		}
	}
	return nil
}
