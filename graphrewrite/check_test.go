package graphrewrite

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// TestCheck breaks a good graph, y = Op(s:1, ^w), in every way.
func TestCheck(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func(g *Graph, y *Node)
		want string
	}{
		{"good", func(*Graph, *Node) {}, `<nil>`},
		{"key", func(g *Graph, y *Node) { y.Name = "z" }, `node "y" (Op): the node is named "z"`},
		{"no op", func(g *Graph, y *Node) { y.Op = "" }, `node "y": the node has no op`},
		{"no name", func(g *Graph, y *Node) { g.nodes[""] = &Node{Op: "X"} }, `a node (X) has no name`},
		{"colon", func(g *Graph, y *Node) { g.nodes["y:1"] = &Node{Name: "y:1", Op: "X"} }, `node "y:1" (X): a node's name must not begin with ^ or contain a colon`},
		{"caret", func(g *Graph, y *Node) { g.nodes["^y"] = &Node{Name: "^y", Op: "X"} }, `node "^y" (X): a node's name must not begin with ^ or contain a colon`},
		{"input absent", func(g *Graph, y *Node) { delete(g.nodes, "s") }, `node "y" (Op): input 0 is not a node of the graph`},
		{"input nil", func(g *Graph, y *Node) { y.Inputs[0].Node = nil }, `node "y" (Op): input 0 is not a node of the graph`},
		{"input of the same name", func(g *Graph, y *Node) { y.Inputs[0].Node = &Node{Name: "s", Op: "Split"} }, `node "y" (Op): input 0 is not a node of the graph`},
		{"control absent", func(g *Graph, y *Node) { delete(g.nodes, "w") }, `node "y" (Op): control input "w" is not a node of the graph`},
		{"control nil", func(g *Graph, y *Node) { y.Control[0] = nil }, `node "y" (Op): control input 0 is not a node of the graph`},
		{"output too high", func(g *Graph, y *Node) { y.Inputs[0].Index = 2 }, `node "y" (Op): input 0: node "s" (Split) has no output 2`},
		{"output negative", func(g *Graph, y *Node) { y.Inputs[0].Index = -1 }, `node "y" (Op): input 0: node "s" (Split) has no output -1`},
		{"outputs unknown", func(g *Graph, y *Node) { y.Inputs[0].Index, g.nodes["s"].Types = 7, nil }, `<nil>`},
		{"itself", func(g *Graph, y *Node) { y.Inputs[0] = y.Out(0) }, `node "y" (Op): the node depends on itself`},
		{"itself by control", func(g *Graph, y *Node) { y.Control[0] = y }, `node "y" (Op): the node depends on itself`},
	} {
		g := parse(t, "s = Split() -> float[], float[]\nw = NoOp()\ny = Op(s:1, ^w)")
		test.do(g, g.Node("y"))
		if err := g.Check(); fmt.Sprint(err) != test.want {
			t.Errorf("%s:\ngot  %v\nwant %s", test.name, err, test.want)
		}
	}
}

// TestCycle: the error names a node on the cycle, b -> c -> d -> b, and not a, which only
// depends on it.
func TestCycle(t *testing.T) {
	_, err := Parse(strings.NewReader("a = Op(b)\nb = Op(c)\nc = Op(^d)\nd = Op(b)\nz = Op()"))
	var e *Error
	if !errors.As(err, &e) || !strings.Contains("bcd", e.Node) {
		t.Errorf("got %v", err)
	}
}

// TestSortedDangling: a pass may sort a graph that is still incomplete.
func TestSortedDangling(t *testing.T) {
	g := parse(t, "a = Op()\nb = Op(a)\nc = Op(b)\nz = Op()")
	delete(g.nodes, "a")
	const want = `node "b" (Op): an input is not a node of the graph`
	for _, call := range map[string]func() error{
		"Sorted":     func() error { _, err := g.Sorted(); return err },
		"Proto":      func() error { _, err := g.Proto(); return err },
		"Format":     func() error { return g.Format(&strings.Builder{}) },
		"Dependents": func() error { _, err := g.Dependents(g.Node("b")); return err },
		"Freezings":  func() error { _, err := Freezings(g); return err },
	} {
		if err := call(); fmt.Sprint(err) != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
	const read = `node "a" (Op): it is read, and is not a node of the graph`
	z := g.Node("z").Out(0)
	for _, call := range map[string]func() error{
		"Between":     func() error { _, err := g.Between(z, g.Node("c").Out(0)); return err },
		"Copy":        func() error { return NewCopy(Scope{g, "s"}, map[Output]Output{}).Add(g.Node("c").Out(0)) },
		"Activations": func() error { _, _, err := g.Activations(z, g.Node("c").Out(0)); return err },
	} {
		if err := call(); fmt.Sprint(err) != read {
			t.Errorf("got  %v\nwant %s", err, read)
		}
	}
}

func TestRunErrors(t *testing.T) {
	cause := errors.New("no")
	for want, run := range map[string]func(*Graph) error{
		`p: no`: func(*Graph) error { return cause },
		`p: node "a" (Op): no`: func(g *Graph) error {
			return fmt.Errorf("%w", &Error{Node: "a", Op: "Op", Err: cause})
		},
		`p: q: node "a": no`:                          func(*Graph) error { return &Error{Pass: "q", Node: "a", Err: cause} },
		`check after p: node "a": the node has no op`: func(g *Graph) error { g.Node("a").Op = ""; return nil },
	} {
		err := Run(parse(t, "a = Op()"), Pass{"p", run})
		if fmt.Sprint(err) != want || strings.HasSuffix(want, ": no") && !errors.Is(err, cause) {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
	g := parse(t, "a = Op()")
	g.Node("a").Op = ""
	if err := Run(g); fmt.Sprint(err) != `check: node "a": the node has no op` {
		t.Errorf("got %v", err)
	}
}
