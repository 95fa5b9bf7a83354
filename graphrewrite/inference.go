package graphrewrite

import (
	"cmp"
	"slices"
)

// An Inference is what FoldInference is asked.
type Inference struct {
	// Root is what is explained, and Given its input: only what Root needs then is
	// folded.
	Root  *Node
	Given Output
	// Keep are placeholders to leave as they are, but for those in Fed, which have
	// the values that the user gives.
	Keep []*Node
	Fed  map[*Node]bool
	// Called has the names that a signature has for placeholders.
	Called map[*Node]string
	Defs   OpDefs
}

// FoldInference answers, for inference, the questions that a graph built to be
// trained asks through boolean scalars such as is_training. What the network does
// where one is true, and where it is false, decides: dropout and the statistics of
// a batch are for training. Where that says nothing, its name decides, or its
// default. One that is left is a placeholder still.
//
//	is_training = Placeholder() {dtype=bool}   ->   is_training = Const() {dtype=bool value=bool[]{false}}
func FoldInference(g *Graph, q Inference) []Folded {
	var folded []Folded
	set := func(n *Node, value bool, why string) {
		n.become(Attrs{"dtype": Bool, "value": Tensor(nil, value)})
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

// maxTrials bounds the switches that are tried out, each in a copy of the graph.
const maxTrials = 8

// next is the first of the switches that is known. One that is folded may show
// what another is for, within its branch.
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

// scalars lists the placeholders of scalars of a type that are to be folded.
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

// needed is the set of the nodes that run for the root when the input is given.
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

// takes reports whether n is a placeholder that takes a scalar of a type, or does
// not say of what shape.
func (n *Node) takes(t DataType) bool {
	return (n.Op == "Placeholder" || n.Op == "PlaceholderWithDefault") && n.DType("dtype") == t &&
		len(ShapeOf(n.Attr["shape"].GetShape())) == 0 && len(n.Out(0).Shape()) == 0
}

// byDefault takes the constant that a placeholder has in place of what is fed.
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

// become makes the node a constant.
func (n *Node) become(attrs Attrs) {
	n.Op, n.Inputs, n.Attr = "Const", nil, nil
	n.set(attrs)
	n.Types = []Type{{attrs["dtype"].(DataType), Shape{}}}
}
