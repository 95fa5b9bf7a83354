package graphrewrite

import (
	"cmp"
	"maps"
	"slices"
)

// An Inference says which network FoldInference and FoldRates set to inference.
type Inference struct {
	// Root is the explained node, and Given its input: only what Root needs once the
	// input is given is folded.
	Root  *Node
	Given Output
	// Keep lists placeholders to leave alone, unless they are in Fed.
	Keep []*Node
	// Fed holds the values that the user chose for switches.
	Fed map[*Node]bool
	// Called holds the names that a signature has for placeholders.
	Called map[*Node]string
	// Defs is needed if the graph calls functions.
	Defs OpDefs
}

// FoldInference sets the switches of a graph, boolean scalars such as is_training, to
// inference. A switch is decided by what the network does with either value: dropout and
// the statistics of a batch are for training. If that does not decide it, its name does,
// or its default. A switch that nothing decides stays a placeholder.
//
//	is_training = Placeholder() {dtype=bool}   ->   is_training = Const() {dtype=bool value=bool[]{false}}
func FoldInference(g *Graph, q Inference) []Folded {
	var folded []Folded
	set := func(n *Node, value bool, why string) {
		n.becomeConst(Attrs{"dtype": Bool, "value": Tensor(nil, value)})
		folded = append(folded, Folded{Node: n.Name, Called: q.called(n), Value: truthText(value), Why: why})
	}
	open := q.scalars(g, Bool)
	for {
		i, value, why := q.next(g, open)
		if why == "" {
			return folded
		}
		set(open[i], value, why)
		open = slices.Delete(open, i, i+1)
	}
}

// maxTrials bounds the switches that are tried with both values, each in a copy of the
// graph.
const maxTrials = 8

// next returns the first open switch that a rule decides. A switch may be decided once
// another is folded, if it is in the branch of that one.
func (q Inference) next(g *Graph, open []*Node) (index int, value bool, why string) {
	rules := []func(*Graph, *Node) (bool, string){q.byFeed, q.byUse, q.byName, byDefault}
	if len(open) > maxTrials {
		rules = slices.Delete(rules, 1, 2)
	}
	for _, rule := range rules {
		for i, n := range open {
			if value, why := rule(g, n); why != "" {
				return i, value, why
			}
		}
	}
	return 0, false, ""
}

func (q Inference) byFeed(_ *Graph, n *Node) (value bool, why string) {
	value, fed := q.Fed[n]
	if !fed {
		return false, ""
	}
	return value, "it is fed"
}

// scalars lists the scalar placeholders of a type that may be folded.
func (q Inference) scalars(g *Graph, t DataType) []*Node {
	var found []*Node
	needed := q.needed()
	for _, name := range g.Names() {
		n := g.nodes[name]
		if needed[n] && n != q.Given.Node && n.takes(t) && (q.isFed(n) || !slices.Contains(q.Keep, n)) {
			found = append(found, n)
		}
	}
	return found
}

// needed returns the nodes that run for the root once the input is given.
func (q Inference) needed() map[*Node]bool {
	seen := map[*Node]bool{}
	for todo := []*Node{q.Root}; len(todo) > 0; {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if n == nil || seen[n] {
			continue
		}
		seen[n] = true
		for _, in := range n.Inputs {
			if in != q.Given {
				todo = append(todo, in.Node)
			}
		}
		todo = append(todo, n.Control...)
	}
	return seen
}

func (q Inference) called(n *Node) string { return cmp.Or(q.Called[n], n.Name) }

func (q Inference) isFed(n *Node) bool {
	_, fed := q.Fed[n]
	return fed
}

// IsSwitch reports whether n is a placeholder of a boolean scalar.
func (n *Node) IsSwitch() bool { return n.takes(Bool) }

// SetShape sets the shape of a placeholder.
func (n *Node) SetShape(s Shape) {
	t := n.Out(0).Type()
	n.Attr, n.Types = maps.Clone(n.Attr), []Type{{t.DType, s}}
	delete(n.Attr, "_output_shapes")
	n.set(Attrs{"shape": s})
}

// takes reports whether n is a placeholder for a scalar of a type, or for a tensor whose
// rank it does not say.
func (n *Node) takes(t DataType) bool {
	return (n.Op == "Placeholder" || n.Op == "PlaceholderWithDefault") && n.DType("dtype") == t &&
		len(ShapeOf(n.Attr["shape"].GetShape())) == 0 && len(n.Out(0).Shape()) == 0
}

// byDefault decides a switch by the constant that its placeholder has as a default.
func byDefault(_ *Graph, n *Node) (value bool, why string) {
	if len(n.Inputs) != 1 {
		return false, ""
	}
	value, ok := constBool(n.Inputs[0])
	if !ok {
		return false, ""
	}
	return value, "its default"
}

func truthText(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

// becomeConst turns the node into a constant.
func (n *Node) becomeConst(attrs Attrs) {
	n.Op, n.Inputs, n.Attr = "Const", nil, nil
	n.set(attrs)
	n.Types = []Type{{attrs["dtype"].(DataType), Shape{}}}
}
