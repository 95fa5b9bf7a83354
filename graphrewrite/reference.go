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
	// written is its form in a NodeDef; empty if it was not read from one.
	written string
}

// String returns the form in the NodeDef, or else the text form: node, node:1 or ^node,
// with quotes if the name needs them.
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

// link sets the inputs of n, which must be nodes of the graph.
func (g *Graph) link(n *Node, inputs []reference) error {
	for _, in := range inputs {
		from := g.nodes[in.node]
		switch {
		case from == nil:
			return &Error{Node: n.Name, Op: n.Op, Err: fmt.Errorf("its input %q is not in the graph", in)}
		case in.control:
			n.Control = append(n.Control, from)
		case len(n.Control) > 0:
			return &Error{Node: n.Name, Op: n.Op, Err: fmt.Errorf("its input %q follows a control input", in)}
		default:
			n.Inputs = append(n.Inputs, from.Out(in.index))
		}
	}
	return nil
}
