package graphrewrite

import (
	"errors"
	"maps"
	"strings"

	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
)

// A Copy evaluates a part of a graph a second time, with other tensors in place of some.
type Copy struct {
	scope Scope
	// Replaced maps tensors of the original to those that replace them in the copy.
	// Nodes that depend on none of them are shared, not copied.
	Replaced map[Output]Output
	// Special, if set, may replace a node in its own way: it is given the inputs that
	// the node would have in the copy, sets Replaced, and returns true.
	Special func(n *Node, inputs []Output) bool
	// control makes copies wait for copies. Without it they wait for the originals,
	// which run in any case.
	control bool
	// Trim is a prefix that the copies of nodes lose from their names.
	Trim string
	// twins maps nodes to their copies.
	twins map[*Node]*Node
}

// NewCopy starts a copy whose nodes go to scope s.
func NewCopy(s Scope, replaced map[Output]Output) *Copy {
	return &Copy{scope: s, Replaced: replaced, twins: map[*Node]*Node{}}
}

// Of returns the tensor that replaces o in the copy. It is o itself if o depends on
// nothing that was replaced.
func (c *Copy) Of(o Output) Output {
	if r, ok := c.Replaced[o]; ok {
		return r
	}
	// A node without Types may have more outputs than were entered in Replaced.
	if twin := c.twins[o.Node]; twin != nil {
		return twin.Out(o.Index)
	}
	return o
}

// Add copies the nodes that the outputs need and that depend on a replaced
// output.
func (c *Copy) Add(outputs ...Output) error {
	roots := make([]*Node, len(outputs))
	for i, o := range outputs {
		roots[i] = o.Node
	}
	sorted, err := c.scope.Graph.sortedBack(c.replaced, roots...)
	for _, n := range sorted {
		if err := c.node(n); err != nil {
			return &Error{Node: n.Name, Op: n.Op, Err: err}
		}
	}
	return err
}

// replaced reports whether a node needs no copy, since its output is replaced.
func (c *Copy) replaced(n *Node) bool {
	_, done := c.Replaced[n.Out(0)]
	return done
}

func (c *Copy) node(n *Node) error {
	inputs := make([]Output, len(n.Inputs))
	changed := false
	for i, in := range n.Inputs {
		inputs[i] = c.Of(in)
		changed = changed || inputs[i] != in
	}
	control := make([]*Node, len(n.Control))
	for i, before := range n.Control {
		if control[i] = before; c.control && c.twins[before] != nil {
			control[i], changed = c.twins[before], true
		}
	}
	if !changed || c.replaced(n) {
		return nil
	}
	if c.Special != nil && c.Special(n, inputs) {
		return nil
	}
	// Two loops of one frame would run as one.
	if n.is(enters) {
		return errors.New("a loop that depends on the input cannot be evaluated at a second point")
	}
	twin := &Node{
		Name: c.scope.Graph.Unique(c.scope.join(strings.TrimPrefix(n.Name, c.Trim))), Op: n.Op, Device: n.Device,
		Inputs: inputs, Control: control, Attr: n.copiedAttr(), Types: n.Types,
	}
	c.scope.Graph.nodes[twin.Name], c.twins[n] = twin, twin
	for i := range max(1, len(n.Types)) {
		if _, given := c.Replaced[n.Out(i)]; !given {
			c.Replaced[n.Out(i)] = twin.Out(i)
		}
	}
	return nil
}

// copiedAttr returns the attributes of a node's copy. The copy of a Freezing selects as
// the Freezing does, but is not one itself.
func (n *Node) copiedAttr() map[string]*attrpb.AttrValue {
	if !n.PartOfFreezing() {
		return n.Attr
	}
	attr := maps.Clone(n.Attr)
	delete(attr, FreezingAttr)
	if n.SelectsFrozen() {
		attr[FreezingAttr] = attrValue(roleCopy)
	}
	return attr
}
