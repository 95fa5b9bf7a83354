package graphrewrite

import (
	"fmt"
	"strings"
	"testing"

	opdefpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/op_def_go_proto"
	"github.com/google/go-cmp/cmp"
)

// opsOf defines the ops of the tests: the attribute N of Split is its number of outputs,
// and Random is stateful.
func opsOf(op string) *opdefpb.OpDef {
	outputs := map[string][]*opdefpb.OpDef_ArgDef{
		"Split":     {{Name: "first"}, {Name: "rest", NumberAttr: "N"}},
		"IdentityN": {{Name: "output", TypeListAttr: "T"}},
		"AddV2":     {{Name: "z"}}, "Less": {{Name: "z"}}, "Mul": {{Name: "z"}}, "Neg": {{Name: "y"}}, "Const": {{Name: "output"}}, "Random": {{Name: "o"}},
	}
	if outputs[op] == nil {
		return nil
	}
	return &opdefpb.OpDef{Name: op, OutputArg: outputs[op], IsStateful: op == "Random"}
}

const outside = `
large = Read() -> float[9]
w = Neg(large) {T=float} -> float[9]
two = Const() {dtype=float value=float[]{2.0}} -> float[]
`

// TestOutlineAndInline: outlining a function and inlining its call restores the graph.
func TestOutlineAndInline(t *testing.T) {
	for name, body := range map[string]string{
		"captured":        "y = Mul(ARG, w) {T=float} -> float[9]",
		"small constant":  "y = Mul(ARG, two) {T=float} -> float[9]",
		"several outputs": "s = Split(ARG) {N=2} -> float[1], float[2], float[3]\nm = Mul(s:2, s) {T=float} -> float[3]\ny = AddV2(m, s:1) {T=float} -> float[3]",
		"list output":     "i = IdentityN(ARG, w) {T=[float, float]} -> float[9], float[9]\ny = Mul(i:1, i) {T=float} -> float[9]",
		"control":         "n = Neg(ARG) {T=float} -> float[9]\ny = Mul(ARG, ARG, ^n) {T=float} -> float[9]",
	} {
		g := parse(t, "x = Q() -> float[9]\np = Placeholder() -> float[9]\n"+outside+strings.ReplaceAll(body, "ARG", "p"))
		call := outlineAndCall(t, g, "p", "y")
		if g.Node("y") != nil || g.Node("p") != nil {
			t.Errorf("%s: the body is still in the graph", name)
		}
		if err := g.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := Inline(g, opsOf, call); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		g.Prune(call)
		reference := parse(t, "x = Q() -> float[9]\n"+outside+strings.ReplaceAll(body, "ARG", "x")+"\nout = IdentityN(y) {T=[float]}")
		reference.Prune(reference.Node("out"))
		if diff := cmp.Diff(untyped(t, reference), untyped(t, g)); diff != "" {
			t.Errorf("%s: (-want +got):\n%s", name, diff)
		}
	}
}

// outlineAndCall makes a function of what lies between two nodes, and calls it
// with x.
func outlineAndCall(t *testing.T, g *Graph, arg, result string) *Node {
	t.Helper()
	r := g.Node(result).Out(0)
	f, err := Outline(g, Function{Name: "f", Args: []Output{g.Node(arg).Out(0)}, Results: []Output{r}}, opsOf)
	if err != nil {
		t.Fatal(err)
	}
	return Scope{Graph: g}.Call("out", f, []Type{r.Type()}, g.Node("x").Out(0))[0].Node
}

// untyped prints a graph without types, which functions do not keep, and without the
// prefix of constants that were repeated in a body.
func untyped(t *testing.T, g *Graph) string {
	t.Helper()
	text := strings.ReplaceAll(format(t, g), "out/two", "two")
	var lines []string
	for _, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, " -> ")
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestOutlineCaptures(t *testing.T) {
	g := parse(t, "p = Placeholder() -> float[9]\nwaits = NoOp()\n"+outside+"m = Mul(p, w, ^waits) {T=float} -> float[9]\ny = Mul(m, two) {T=float} -> float[9]\naside = Neg(p) {T=float} -> float[9]")
	f, err := Outline(g, Function{Name: "f", Args: []Output{g.Node("p").Out(0)}, Results: []Output{g.Node("y").Out(0), g.Node("w").Out(0)}}, opsOf)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(f.captured, f.control, f.def.Signature.IsStateful); got != "[w:0] [waits = NoOp()] false" {
		t.Errorf("captured, control, stateful: %s", got)
	}
	want := map[string]string{"result_0": "y:z:0", "result_1": "arg_1"}
	if diff := cmp.Diff(want, f.def.Ret); diff != "" {
		t.Error(diff)
	}
	if g.Node("aside") != nil {
		t.Error("what depends on the argument is still in the graph")
	}
}

func TestOutlineErrors(t *testing.T) {
	for body, want := range map[string]string{
		"y = Mul(p, u) {T=float} -> float[9]": `function "f": node "y" (Mul): node "u" (Foo): output 0 becomes an argument, and its type is not known`,
		"y = Bar(p) -> float[9]":              `function "f": node "y" (Bar): the op is not known`,
		"y = Neg(p) {T=float}":                `function "f": node "y" (Neg): output 0 is a result, and its type is not known`,
	} {
		g := parse(t, "p = Placeholder() -> float[9]\nu = Foo()\n"+body)
		_, err := Outline(g, Function{Name: "f", Args: []Output{g.Node("p").Out(0)}, Results: []Output{g.Node("y").Out(0)}}, opsOf)
		if fmt.Sprint(err) != want {
			t.Errorf("%s:\ngot  %v\nwant %s", body, err, want)
		}
	}
	g := parse(t, "x = Q() -> float[9]\np = Placeholder() -> float[9]\ny = Neg(p) {T=float} -> float[9]\nq = Placeholder() -> float[9]\nz = Neg(q) {T=float} -> float[9]")
	outlineAndCall(t, g, "p", "y")
	const want = `function "f": the name is taken`
	if _, err := Outline(g, Function{Name: "f", Args: []Output{g.Node("q").Out(0)}, Results: []Output{g.Node("z").Out(0)}}, opsOf); fmt.Sprint(err) != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}
