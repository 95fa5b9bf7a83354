package graphrewrite

import (
	"strings"
	"testing"

	functionpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/function_go_proto"
)

// TestInlineErrors: what is wrong with a function, or with a call of it. Each case calls
// the function f.
func TestInlineErrors(t *testing.T) {
	const v, r = "v = Arg() {type=float}\n", "\nr = Result(a:activations:0) {type=float}"
	const relu = "a = Relu(v) {T=float}"
	for _, test := range []struct{ name, call, f, want string }{
		{"missing", `PartitionedCall(x) {f=func "none"{}}`, "", `node "y" (PartitionedCall): the function "none" is not in the graph's library`},
		{"arity", `f(x, x)`, v + relu + r, `node "y" (f): function "f": it takes 1 inputs, the call gives 2`},
		{"no inputs", `f()`, v + relu + r, `node "y" (f): function "f": it takes 1 inputs, the call gives 0`},
		{"results", `PartitionedCall(x) {f=func "f"{} Tout=[float, float]}`, v + relu + r, `the call has 2 results, and the function returns 1`},
		{"itself", `f(x)`, v + "a = f(v)\nr = Result(a:r:0) {type=float}", `node "a" (f): the function "f" calls itself`},
		{"each other", `g(x)`, v + "a = PartitionedCall(v) {f=func \"g\"{}}\nr = Result(v) {type=float}\nend = ControlResult(a)", `node "a" (PartitionedCall): the function "g" calls itself`},
		{"result lost", `f(x)`, v + relu + "\nr = Result(n:y:0) {type=float}", `its result "r": its input "n:y:0" is not in the function`},
		{"result not said", `f(x)`, v + relu + "\nr = Result() {type=float}", `its result "r": its input "" is not in the function`},
		{"no such output", `f(x)`, v + relu + "\nr = Result(a:nothing:0) {type=float}", `the op Relu has no output "nothing"`},
		{"no such result", `f(x)`, v + "c = g(v)\nr = Result(c:nothing:0) {type=float}", `the function "g" has no result "nothing"`},
		{"op not known", `f(x)`, v + "a = Foo(v)\nr = Result(a:y:0) {type=float}", `the op Foo is not known`},
		{"tensor too high", `f(x)`, v + relu + "\nr = Result(a:activations:1) {type=float}", `output "activations" of Relu has 1 tensors, no tensor 1`},
		{"tensor too high in a list", `f(x)`, v + "a = Split(v, v) {num_split=2}\nr = Result(a:output:2) {type=float}", `output "output" of Split has 2 tensors, no tensor 2`},
		{"tensor negative", `f(x)`, v + relu + "\nr = Result(a:activations:-1) {type=float}", `its input "a:activations:-1" is not the name of a tensor`},
		{"list negative", `f(x)`, v + "a = SparseSplit(v) {num_split=-5}\nr = Result(a:output_values:0) {type=float}", `output "output_indices" of SparseSplit has -5 tensors`},
		{"list huge", `f(x)`, v + "a = SparseSplit(v) {num_split=9223372036854775807}\nr = Result(a:output_values:0) {type=float}", `has 9223372036854775807 tensors`},
		{"input of a graph's form", `f(x)`, v + "a = Relu(v)\nb = Neg(a:0)" + r, `node "b" (Neg): its input "a:0" is not in the function`},
		{"argument too high", `f(x)`, v + "a = Relu(v:1)" + r, `node "a" (Relu): its input "v:1" is not in the function`},
		{"control lost", `f(x)`, v + "a = Relu(v, ^b)" + r, `node "a" (Relu): its control input "b" is not in the function`},
		{"control result lost", `f(x)`, v + relu + r + "\nend = ControlResult(b)", `its control result "b" is not in the function`},
		{"no op", `f(x)`, v + "a = \"\"()" + r, `function "f": node "a": the node has no op`},
		{"name of an output", `f(x)`, v + "\"a:1\" = Relu()" + r, `function "f": node "a:1" (Relu): a node's name must not begin with ^ or contain a colon`},
		{"no name", `f(x)`, v + "\"\" = Relu()" + r, `function "f": a node (Relu) has no name`},
		{"node twice", `f(x)`, v + relu + "\n" + relu + r, `two nodes or arguments are named "a"`},
		{"node like an argument", `f(x)`, v + "v = Relu(v)" + r, `two nodes or arguments are named "v"`},
		{"argument twice", `f(x, x)`, v + v + relu + r, `two of its arguments are named "v"`},
		{"argument a list", `f(x)`, "v = Arg() {type=float number_attr=\"N\"}\n" + relu + r, `its argument "v" is a list, which is not supported`},
		{"result a list", `f(x)`, v + relu + "\nr = Result(a:activations:0) {type=float number_attr=\"N\"}", `its result "r": it is a list, which is not supported`},
		{"attribute open", `f(x)`, v + "a = Relu(v) {T=placeholder \"T\"}" + r, `node "a" (Relu): the call gives no value for its attribute T`},
		{"attribute of a function open", `f(x)`, v + "c = PartitionedCall(v) {f=func \"g\"{T=placeholder \"T\"}}\nr = Result(v) {type=float}", `node "c" (PartitionedCall): the call gives no value for its attribute T`},
	} {
		g := parse(t, "x = Placeholder() {dtype=float}\ny = "+test.call)
		g.Library = libraryOf(t, map[string]string{"f": test.f, "g": v + "call = f(v)\nr = Result(v) {type=float}\nend = ControlResult(call)"})
		if _, err := Inline(g, opDefs, g.Node("y")); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s:\ngot  %v\nwant %s", test.name, err, test.want)
		}
	}
}

// deep returns a library in which each function calls the next one several times.
func deep(t *testing.T, levels, times int) *functionpb.FunctionDefLibrary {
	functions := map[string]string{numbered(levels): "v = Arg() {type=float}\nr = Result(v) {type=float}"}
	for i := range levels {
		var b strings.Builder
		b.WriteString("v = Arg() {type=float}\n")
		last := "v"
		for k := range times {
			b.WriteString(numbered(k) + "c = " + numbered(i+1) + "(" + last + ")\n")
			last = numbered(k) + "c:r:0"
		}
		functions[numbered(i)] = b.String() + "r = Result(" + last + ") {type=float}"
	}
	return libraryOf(t, functions)
}

// TestInlineBounds: a small file cannot make a graph that is too large.
func TestInlineBounds(t *testing.T) {
	for _, test := range []struct {
		name          string
		levels, times int
		want          string
	}{
		{"deep enough", 99, 1, ""},
		{"too deep", 101, 1, "calls nest more than 100 deep"},
		{"doubling", 60, 2, "the inlined graph has more than 10000 nodes"},
	} {
		g := parse(t, "x = Placeholder() {dtype=float}\ny = n0(x)")
		g.Library = deep(t, test.levels, test.times)
		i := newInliner(g, opDefs)
		i.maxNodes = 10_000
		_, err := i.run([]*Node{g.Node("y")})
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
}

// TestInlineWeight: nodes with many inputs, and calls and bodies with long names, are
// bounded by their weight.
func TestInlineWeight(t *testing.T) {
	long := strings.Repeat("a", 10_000)
	for _, test := range []struct {
		name, call string
		calls      int
		body       string
	}{
		{"inputs", "c", 200, "a = AddN(" + strings.Repeat("v, ", 999) + "v)"},
		{"names in the body", "c", 400, long + " = Relu(v)"},
		{"names of calls", long, 40, numberedLines(100, "N = Relu(v)\n")},
	} {
		var b strings.Builder
		b.WriteString("x = Placeholder() {dtype=float}\n")
		var calls []string
		for i := range test.calls {
			calls = append(calls, test.call+numbered(i))
			b.WriteString(calls[i] + " = f(x)\n")
		}
		g := parse(t, b.String()+"y = AddN("+strings.Join(calls, ", ")+")")
		g.Library = libraryOf(t, map[string]string{"f": "v = Arg() {type=float}\n" + test.body + "\nr = Result(v) {type=float}"})
		i := newInliner(g, opDefs)
		i.maxBytes = 1 << 21
		if _, err := i.run([]*Node{g.Node("y")}); err == nil || !strings.Contains(err.Error(), "the inlined graph takes too much memory") {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

// numberedLines repeats a line with a number for each N.
func numberedLines(n int, line string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(line, "N", numbered(i)))
	}
	return b.String()
}

// TestInlineManyWait: the nodes of a body do not each list all that the call waits for:
// 2000 times 2000 control inputs would be 4 million.
func TestInlineManyWait(t *testing.T) {
	const n = 2000
	var graph, body strings.Builder
	var waits []string
	for i := range n {
		waits = append(waits, "^"+numbered(i))
		graph.WriteString(numbered(i) + " = NoOp()\n")
		body.WriteString("a" + numbered(i) + " = NoOp()\n")
	}
	g := parse(t, graph.String()+"y = f("+strings.Join(waits, ", ")+")")
	g.Library = libraryOf(t, map[string]string{"f": body.String()})
	if _, err := Inline(g, opDefs, g.Node("y")); err != nil {
		t.Fatal(err)
	}
	edges := 0
	for _, name := range g.Names() {
		edges += len(g.Node(name).Control)
	}
	if want := 3 * n; edges != want {
		t.Errorf("%d control inputs, want %d", edges, want)
	}
}
