package graphrewrite

import "errors"

// FreezingAttr is the attribute of the nodes that Freeze adds. TensorFlow keeps
// attributes that begin with an underscore, and leaves them alone.
const FreezingAttr = "_tfreeze_freezing"

// The roles of a node in a Freezing.
const (
	roleMeasured  = "measured"
	roleThreshold = "threshold"
	roleValue     = "value"
	roleReaches   = "reaches"
	rolePass      = "pass"
	roleOutput    = "output"
	// roleCopy is the role of an output in a Copy. Its mask and value may be the
	// original's, so that it is not a Freezing of its own.
	roleCopy = "copy"
)

func (n *Node) role() string { return n.Str(FreezingAttr, "") }

// PartOfFreezing reports whether Freeze added the node, or the node that it is a copy of.
func (n *Node) PartOfFreezing() bool { return n.role() != "" }

// SelectsFrozen reports whether n is the output of a Freezing, or a copy of one: it
// selects between an activation and the value that it is frozen at.
func (n *Node) SelectsFrozen() bool {
	return n.Op == "SelectV2" && len(n.Inputs) == 3 && (n.role() == roleOutput || n.role() == roleCopy)
}

func (n *Node) isEndOfFreezing() bool { return n.SelectsFrozen() && n.role() == roleOutput }

// Freezings returns what Freeze added to a graph, dependencies first.
func Freezings(g *Graph) ([]Freezing, error) {
	nodes, err := g.Sorted()
	if err != nil {
		return nil, err
	}
	var found []Freezing
	for _, n := range nodes {
		if n.role() != roleOutput {
			continue
		}
		f, ok := n.freezing()
		if !ok {
			return nil, &Error{Node: n.Name, Op: n.Op, Err: errors.New("it is marked as the end of a freezing subgraph, but is not one")}
		}
		found = append(found, f)
	}
	return found, nil
}

// freezing reads the Freezing that ends in n.
func (n *Node) freezing() (f Freezing, ok bool) {
	if !n.isEndOfFreezing() {
		return f, false
	}
	f = Freezing{Pass: n.Inputs[0], Activation: n.Inputs[1], Value: n.Inputs[2], Output: n.Out(0)}
	if !f.Pass.plays(rolePass, 1) || !f.Value.plays(roleValue, 1) || f.Value.Node.Inputs[0] != f.Activation {
		return f, false
	}
	reaches := f.Pass.Node.Inputs[0]
	if !reaches.plays(roleReaches, 2) {
		return f, false
	}
	f.Measured = reaches.Node.Inputs[0]
	if f.Measured != f.Activation && !(f.Measured.plays(roleMeasured, 1) && f.Measured.Node.Inputs[0] == f.Activation) {
		return f, false
	}
	f.Threshold = reaches.Node.Inputs[1]
	return f, f.Threshold.plays(roleThreshold, 1)
}

// plays reports whether o is the first output of a node with this role and number of
// inputs.
func (o Output) plays(role string, inputs int) bool {
	return o.Index == 0 && o.Node.role() == role && len(o.Node.Inputs) == inputs
}
