package graphrewrite

import (
	"slices"
	"strings"

	functionpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/function_go_proto"
)

// draws reports whether n gives other numbers in every run. With a constant seed, an op
// that reads its seed gives the same.
func (n *Node) draws() bool {
	g, ok := generators[n.Op]
	if !ok {
		return false
	}
	if g.optional {
		return n.Bool("pseudo_random") || !n.Bool("deterministic")
	}
	return len(g.seeds) == 0 || slices.ContainsFunc(g.seeds, func(i int) bool { return i >= len(n.Inputs) || !isFixed(n.Inputs[i]) })
}

// isFixed reports whether only constants decide a tensor.
func isFixed(o Output) bool {
	seen, decided := map[*Node]bool{}, true
	walkBack(seen, []*Node{o.Node}, func(n *Node) {
		if len(n.Inputs) == 0 && n.Op != "Const" || Draws(n.Op) || n.is(merges) {
			decided = false
		}
	})
	return decided
}

// A Draw is a node that makes the score differ from run to run.
type Draw struct {
	Node *Node
	// Op is the op that draws: the node's, or one in a function that it calls.
	Op string
}

// Draws lists, by name, the nodes that draw random numbers which decide the values of
// root, once the input is given. The shape of a random tensor is not random, and random
// numbers that are multiplied by 0 or not selected decide nothing.
func (g *Graph) Draws(root *Node, given Output) []Draw {
	var found []Draw
	drawing := g.drawing()
	for n := range live(root, given) {
		if n.draws() {
			found = append(found, Draw{n, n.Op})
		} else if op := drawing.of(n); op != "" {
			found = append(found, Draw{n, op})
		}
	}
	slices.SortFunc(found, func(a, b Draw) int { return strings.Compare(a.Node.Name, b.Node.Name) })
	return found
}

// live returns the nodes whose values decide the root's, once the input is given.
func live(root *Node, given Output) map[*Node]bool {
	seen := map[*Node]bool{}
	for todo := []*Node{root}; len(todo) > 0; {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[n] {
			continue
		}
		seen[n] = true
		if n.is(shapeOnly) {
			continue
		}
		for i, in := range n.Inputs {
			if in != given && n.reads(i) {
				todo = append(todo, in.Node)
			}
		}
	}
	return seen
}

// reads reports whether input i may change the output, as far as constants tell.
func (n *Node) reads(i int) bool {
	switch {
	case n.is(selects) && len(n.Inputs) == 3 && i > 0:
		yes, ok := constBool(n.Inputs[0])
		return !ok || yes == (i == 1)
	case n.Op == "Mul" && len(n.Inputs) == 2:
		v, ok := number(n.Inputs[1-i])
		return !ok || v != 0
	}
	return true
}

// drawing finds random ops in the functions of a library.
type drawing struct {
	functions map[string]*functionpb.FunctionDef
	// op holds a random op of each function that was looked at; empty if it has none.
	op map[string]string
}

func (g *Graph) drawing() drawing {
	d := drawing{map[string]*functionpb.FunctionDef{}, map[string]string{}}
	for _, f := range g.Library.GetFunction() {
		d.functions[f.GetSignature().GetName()] = f
	}
	return d
}

// of returns a random op in one of the functions that a node calls; empty if there is
// none.
func (d drawing) of(n *Node) string {
	if len(d.functions) == 0 {
		return ""
	}
	named := naming{functions: d.functions, named: map[string]bool{}}
	named.node(n.Op, n.Attr)
	first := ""
	for name := range named.named {
		if op := d.in(name); op != "" && (first == "" || op < first) {
			first = op
		}
	}
	return first
}

func (d drawing) in(name string) string {
	if op, known := d.op[name]; known {
		return op
	}
	d.op[name] = ""
	for _, nd := range d.functions[name].GetNodeDef() {
		if Draws(nd.GetOp()) {
			d.op[name] = nd.GetOp()
			break
		}
	}
	return d.op[name]
}
