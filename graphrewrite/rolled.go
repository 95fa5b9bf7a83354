package graphrewrite

import (
	"fmt"
	"strings"
)

// A rolled is a loop before it is unrolled. One step of it is in a graph of its own:
//
//	i = Placeholder()           state
//	h = Placeholder()           state
//	more = Less(i, 3)           whether there is another step
//	i_next = AddV2(i, 1)        the state after it
//	h_next = Tanh(h)
type rolled struct {
	// node stands for the loop in errors, and name begins the names of its steps.
	// original is the name that it had in its function.
	node           *Node
	name, original string
	step           *Graph
	// args are placeholders in step for the state, and next is the state after a step.
	args, next []Output
	more       Output
	// start is the state before the first step, in the graph that the loop is in.
	start []Output
	// results are the nodes that give the last state: the loop itself, or its exits. Each
	// gives the states at these indices.
	results []loopResult
	// frame lists the nodes of a loop of TF1, which leave the graph with it. inner marks
	// the nodes of step that are in a loop of TF1 within it.
	frame []*Node
	inner map[*Node]bool
}

type loopResult struct {
	node   *Node
	states []int
}

// stepGraph returns an empty graph that calls the functions of g.
func (g *Graph) stepGraph() *Graph {
	s := New()
	s.Library, s.versions = g.Library, g.versions
	return s
}

// stepPrefix begins the names of the placeholders of a step.
const stepPrefix = "tfreeze.state"

// addArg adds a placeholder for a tensor of the state. For a variable it is a copy of the
// variable, whose shape is then known.
func (r *rolled) addArg(start Output) {
	s := Scope{Graph: r.step, Prefix: stepPrefix}
	if v := origin(start); v.Node.Op == "VarHandleOp" && len(v.Node.Inputs) == 0 {
		n := s.Node("VarHandleOp", "", v.Node.Types, nil)
		n.Attr = v.Node.Attr
		r.args = append(r.args, n.Out(0))
		return
	}
	t := start.Type()
	r.args = append(r.args, s.Op("Placeholder", "", t, Attrs{"dtype": t.DType, "shape": t.Shape}))
}

// origin returns the tensor that o hands on.
func origin(o Output) Output {
	for range maxDepth {
		in, ok := sameTensor(o)
		if !ok {
			return o
		}
		o = in
	}
	return o
}

// keeps reports whether no step changes a tensor of the state.
func (r *rolled) keeps(i int) bool { return origin(r.next[i]) == r.args[i] }

// retype sets the types of the state that steps change to what holds in each step.
func (r *rolled) retype(types func(i int) Type) {
	for i, arg := range r.args {
		if r.keeps(i) {
			continue
		}
		t := types(i)
		if t.DType == 0 {
			t.DType = arg.DType()
		}
		arg.Node.Types = []Type{t}
		if arg.Node.Op == "Placeholder" {
			arg.Node.Attr = nil
			arg.Node.set(Attrs{"dtype": t.DType, "shape": t.Shape})
		}
	}
}

// within returns the name of a node in a function without that of the node around it:
// "rnn/while/cell/Tanh" is "cell/Tanh" in "call/rnn/while". TensorFlow puts the name of a
// function before it when it makes frames of a loop: "rnn/while/body/_7/while/cell/Tanh".
func within(around, node string) string {
	node = after(around, node)
	if i := strings.Index(node, "body/_"); i == 0 {
		if _, rest, ok := strings.Cut(node[len("body/_"):], "/"); ok && rest != "" {
			return after(around, rest)
		}
	}
	return node
}

// after returns what follows the name around, or the end of that, in the name of a node.
func after(around, node string) string {
	for around != "" {
		if rest, ok := strings.CutPrefix(node, around+"/"); ok && rest != "" {
			return rest
		}
		_, around, _ = strings.Cut(around, "/")
	}
	return node
}

// loopName returns the name of a loop of TF1, given that of its condition:
// "rnn/while/LoopCond" or "rnn/while/LoopCond/_5".
func loopName(condition string) string {
	name, last, _ := cutLast(condition, "/")
	if inner, _, ok := cutLast(name, "/"); ok && strings.HasPrefix(last, "_") && strings.HasSuffix(name, "/LoopCond") {
		return inner
	}
	if name == "" {
		return condition
	}
	return name
}

// waits reports whether a node waits for those of its step that it lists. A constant is
// made to wait only so that it is in its loop.
func (r *rolled) waits(n *Node) bool { return n.Op != "Const" || r.inner[n] }

func (r *rolled) fail(format string, args ...any) error {
	return &Error{Node: r.node.Name, Op: r.node.Op, Err: fmt.Errorf(format, args...)}
}
