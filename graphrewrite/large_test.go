package graphrewrite

import (
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"

	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
	functionpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/function_go_proto"
	graphpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/graph_go_proto"
	nodepb "github.com/galeone/tensorflow/tensorflow/go/core/framework/node_def_go_proto"
	opdefpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/op_def_go_proto"
)

// largeGraphs builds graphs of about n nodes, from x to y, in shapes that hurt: a pass
// that recurses overflows its stack, and one that visits pairs of nodes does not end.
var largeGraphs = []struct {
	name  string
	build func(n int) *graphpb.GraphDef
}{
	{"chain", func(n int) *graphpb.GraphDef {
		return largeGraph(n, func(i int, last string) (string, []string) { return "Relu", []string{last} })
	}},
	{"diamonds", func(n int) *graphpb.GraphDef { // 2^(n/3) paths
		return largeGraph(n, func(i int, last string) (string, []string) {
			switch i % 3 {
			case 2:
				return "Sigmoid", []string{last}
			case 0:
				return "Mul", []string{last, numbered(i - 2)}
			}
			return "Neg", []string{last}
		})
	}},
	{"scalings", func(n int) *graphpb.GraphDef { // a Sigmoid whose reader is far away
		return largeGraph(n, func(i int, last string) (string, []string) {
			if i == 1 {
				return "Sigmoid", []string{last}
			}
			return "Identity", []string{last}
		})
	}},
	{"loops", func(n int) *graphpb.GraphDef { // a loop behind the other
		return largeGraph(n-n%6, func(i int, last string) (string, []string) {
			switch i % 6 {
			case 1:
				return "Enter", []string{last}
			case 2:
				return "Merge", []string{last, numbered(i + 2)}
			case 3:
				return "Switch", []string{last, "no"}
			case 4:
				return "NextIteration", []string{last + ":1"}
			case 5:
				return "Exit", []string{numbered(i - 2)}
			}
			return "Relu", []string{last}
		})
	}},
	{"branches", func(n int) *graphpb.GraphDef {
		return largeGraph(n-n%4, func(i int, last string) (string, []string) {
			switch i % 4 {
			case 1:
				return "Switch", []string{last, "no"}
			case 2:
				return "Sigmoid", []string{last + ":1"}
			case 3:
				return "Relu", []string{numbered(i - 2)}
			}
			return "Merge", []string{numbered(i - 2), last}
		})
	}},
	{"fan", func(n int) *graphpb.GraphDef { // x is read by all, and all by y
		def := largeGraph(n, func(int, string) (string, []string) { return "Relu", []string{"x"} })
		y := def.Node[len(def.Node)-1]
		y.Op, y.Input = "AddN", nil
		for _, nd := range def.Node[2 : len(def.Node)-1] {
			y.Input = append(y.Input, nd.Name)
		}
		return def
	}},
	{"pairs", func(n int) *graphpb.GraphDef { // ops of which activations are made, with many inputs
		def := largeGraph(n, func(i int, _ string) (string, []string) { return "Sigmoid", []string{"x"} })
		y := def.Node[len(def.Node)-1]
		y.Op, y.Input = "IdentityN", nil
		for _, nd := range def.Node[2 : len(def.Node)-1] {
			y.Input = append(y.Input, nd.Name)
		}
		y.Name = "all"
		def.Node = append(def.Node, &nodepb.NodeDef{Name: "y", Op: "Mul", Input: []string{"all", "all:1"}})
		return def
	}},
}

func numbered(i int) string { return "n" + strconv.Itoa(i) }

// largeGraph returns a graph of the Placeholder x, the nodes n1, n2, ... that next gives,
// and y.
func largeGraph(n int, next func(i int, last string) (op string, inputs []string)) *graphpb.GraphDef {
	dtype := map[string]*attrpb.AttrValue{"dtype": attrValue(Float)}
	no := map[string]*attrpb.AttrValue{"value": attrValue(Tensor(nil, false))}
	def := &graphpb.GraphDef{Node: []*nodepb.NodeDef{{Name: "x", Op: "Placeholder", Attr: dtype}, {Name: "no", Op: "Const", Attr: no}}}
	last := "x"
	for i := 1; i < n-1; i++ {
		op, inputs := next(i, last)
		def.Node = append(def.Node, &nodepb.NodeDef{Name: numbered(i), Op: op, Input: inputs})
		last = numbered(i)
	}
	def.Node = append(def.Node, &nodepb.NodeDef{Name: "y", Op: "Neg", Input: []string{last}})
	return def
}

// largePasses are run one by one on a graph from x to y.
var largePasses = []struct {
	name string
	run  func(g *Graph) error
}{
	{"check", (*Graph).Check},
	{"uses", func(g *Graph) error { g.Uses(); return nil }},
	{"dependents", func(g *Graph) error { _, err := g.Dependents(g.Node("x")); return err }},
	{"between", func(g *Graph) error { _, err := g.Between(g.Node("x").Out(0), g.Node("y").Out(0)); return err }},
	{"inference", func(g *Graph) error {
		FoldInference(g, Inference{Root: g.Node("y"), Given: g.Node("x").Out(0), Defs: opDefs})
		return nil
	}},
	{"random", func(g *Graph) error { _, err := FoldRandom(g, g.Node("y"), g.Node("x").Out(0)); return err }},
	{"switches", func(g *Graph) error { _, err := FoldSwitches(g); return err }},
	{"branches", func(g *Graph) error { _, err := FoldBranches(g, opDefs, g.Node("y")); return err }},
	{"unroll", func(g *Graph) error {
		_, _, err := Unroll(g, Unrolling{Root: g.Node("y"), Given: g.Node("x").Out(0), Defs: opDefs, Infer: func(*Graph) error { return nil }})
		return err
	}},
	{"activations", func(g *Graph) error {
		_, _, err := g.Activations(g.Node("x").Out(0), g.Node("y").Out(0))
		return err
	}},
	{"freeze", func(g *Graph) error {
		found, _, err := g.Activations(g.Node("x").Out(0), g.Node("y").Out(0))
		if err != nil {
			return err
		}
		_, err = Freeze(g, found)
		return err
	}},
	{"freezings", func(g *Graph) error { _, err := Freezings(g); return err }},
	{"prune", func(g *Graph) error { g.Prune(g.Node("y")); return nil }},
	{"copy", func(g *Graph) error {
		s := Scope{g, "twin"}
		err := NewCopy(s, map[Output]Output{g.Node("x").Out(0): s.Op("Placeholder", "", Type{}, nil)}).Add(g.Node("y").Out(0))
		if err != nil && strings.HasSuffix(err.Error(), "a second point") {
			return nil // a loop
		}
		return err
	}},
	{"proto", func(g *Graph) error { _, err := g.Proto(); return err }},
	{"format", func(g *Graph) error { return g.Format(io.Discard) }},
}

// TestLarge runs each pass on large graphs. A pass that visits pairs of nodes would take
// minutes. One that recurses along a chain would overflow the stack, which the test makes
// small; an overflow ends the program.
func TestLarge(t *testing.T) {
	defer debug.SetMaxStack(debug.SetMaxStack(1 << 17))
	for _, shape := range largeGraphs {
		def := shape.build(8_000)
		for _, pass := range largePasses {
			g, err := FromProto(def)
			if err != nil {
				t.Fatal(shape.name, err)
			}
			if err := pass.run(g); err != nil {
				t.Errorf("%s, %s: %v", shape.name, pass.name, err)
			}
		}
	}
}

// TestLargeCycle: a cycle of many nodes, each of which waits for the next.
func TestLargeCycle(t *testing.T) {
	defer debug.SetMaxStack(debug.SetMaxStack(1 << 17))
	def := largeGraphs[0].build(8_000)
	def.Node[2].Input = []string{"^y"}
	const want = ` (Relu): the node depends on itself`
	if _, err := FromProto(def); err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("got %v, want one of %q", err, want)
	}
}

// TestTooLarge: graphs of more than MaxNodes nodes, functions among them, are
// refused before they are made.
func TestTooLarge(t *testing.T) {
	def := &graphpb.GraphDef{Node: slices.Repeat([]*nodepb.NodeDef{{Name: "a", Op: "X"}}, MaxNodes+1)}
	const want = `graph: it has 524289 nodes, more than 524288`
	if _, err := FromProto(def); fmt.Sprint(err) != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	f := &functionpb.FunctionDef{Signature: &opdefpb.OpDef{Name: "f"}, NodeDef: slices.Repeat(def.Node[:1], MaxNodes/2)}
	def = &graphpb.GraphDef{Library: &functionpb.FunctionDefLibrary{Function: []*functionpb.FunctionDef{f, f}}}
	const functions = `graph: its 2 functions and their nodes number 524290, more than 524288`
	if _, err := FromProto(def); fmt.Sprint(err) != functions {
		t.Errorf("got  %v\nwant %s", err, functions)
	}
	g := parse(t, "x = P() -> float[4]\na = Relu(x) -> float[4]")
	a := Activation{Kind: "Relu", Input: g.Node("x").Out(0), Output: g.Node("a").Out(0)}
	const many = `freezing 87382 activations in a graph of 2 nodes makes more than 524288 nodes`
	if _, err := Freeze(g, slices.Repeat([]Activation{a}, MaxNodes/6+1)); fmt.Sprint(err) != many || g.Len() != 2 {
		t.Errorf("got  %v\nwant %s", err, many)
	}
}

// TestLargeLibrary: functions that nothing calls cost nothing, and a function may have
// many results, arguments and nodes without a search for each.
func TestLargeLibrary(t *testing.T) {
	const n = 20_000
	var body, call strings.Builder
	for i := range n {
		fmt.Fprintf(&body, "v%d = Arg() {type=float}\na%d = Relu(v%d)\nr%d = Result(a%d:activations:0) {type=float}\n", i, i, i, i, i)
		fmt.Fprintf(&call, "b%d = Neg(c:r%d:0)\n", i, i)
	}
	outer := "v = Arg() {type=float}\nc = f(" + strings.Repeat("v, ", n-1) + "v)\n" + call.String() + "r = Result(b7:y:0) {type=float}"
	g := parse(t, "x = Placeholder() {dtype=float}\ny = outer(x)")
	g.Library = libraryOf(t, map[string]string{"f": body.String(), "outer": outer})
	for i := range n {
		g.Library.Function = append(g.Library.Function, &functionpb.FunctionDef{Signature: &opdefpb.OpDef{Name: numbered(i)}})
	}
	if count, err := Inline(g, opDefs, g.Node("y")); err != nil || count != 2 || g.Len() != 3+2*n {
		t.Errorf("%d calls, %d nodes, %v", count, g.Len(), err)
	}
}

// BenchmarkPasses: ten times the nodes take ten times the time, or a little more
// for the sorting of names.
func BenchmarkPasses(b *testing.B) {
	for _, shape := range largeGraphs {
		for _, n := range []int{10_000, 100_000} {
			def := shape.build(n)
			for _, pass := range largePasses {
				b.Run(fmt.Sprintf("%s/%s/%d", shape.name, pass.name, n), func(b *testing.B) {
					for b.Loop() {
						b.StopTimer()
						g, err := FromProto(def)
						if err != nil {
							b.Fatal(err)
						}
						b.StartTimer()
						if err := pass.run(g); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		}
	}
}
