package graphrewrite

import (
	"errors"
	"fmt"
	"strings"
)

// Check verifies what every pass relies on: each node is stored under its name, each
// input is an output that a node of the graph has, and no node depends on itself.
func (g *Graph) Check() error {
	for _, name := range g.Names() {
		if err := g.checkNode(name, g.nodes[name]); err != nil {
			return err
		}
	}
	_, err := g.Sorted()
	return err
}

// checkName refuses a node without a name or an op, and a name that no input could
// refer to.
func checkName(name, op string) error {
	switch {
	case name == "":
		return &Error{Err: fmt.Errorf("a node (%s) has no name", formatName(op))}
	case op == "":
		return &Error{Node: name, Err: errors.New("the node has no op")}
	case strings.HasPrefix(name, "^") || strings.Contains(name, ":"):
		return &Error{Node: name, Op: op, Err: errors.New("a node's name must not begin with ^ or contain a colon")}
	}
	return nil
}

func (g *Graph) checkNode(name string, n *Node) error {
	fail := func(format string, args ...any) error {
		return &Error{Node: name, Op: n.Op, Err: fmt.Errorf(format, args...)}
	}
	if err := checkName(name, n.Op); err != nil {
		return err
	}
	if n.Name != name {
		return fail("the node is named %q", n.Name)
	}
	for i, in := range n.Inputs {
		if in.Node == nil || g.nodes[in.Node.Name] != in.Node {
			return fail("input %d is not a node of the graph", i)
		}
		if in.Index < 0 || in.Node.Types != nil && in.Index >= len(in.Node.Types) {
			return fail("input %d: node %q (%s) has no output %d", i, in.Node.Name, formatName(in.Node.Op), in.Index)
		}
	}
	for i, c := range n.Control {
		if c == nil {
			return fail("control input %d is not a node of the graph", i)
		}
		if g.nodes[c.Name] != c {
			return fail("control input %q is not a node of the graph", c.Name)
		}
	}
	return nil
}
