package graphrewrite

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	functionpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/function_go_proto"
	opdefpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/op_def_go_proto"
)

// diamond has a path by data, a path by control, and nodes on neither.
const diamond = `x = Placeholder()
k = Const()
a = Op(x, k)
b = Op(a)
c = Op(a, ^k2)
k2 = Op(x)
side = Op(b)
y = Op(b, c)
after = Op(^y)`

func names(nodes []*Node) string {
	var all []string
	for _, n := range nodes {
		all = append(all, n.Name)
	}
	return strings.Join(all, " ")
}

func members(set map[*Node]bool) string {
	var all []string
	for n := range set {
		all = append(all, n.Name)
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

func TestReach(t *testing.T) {
	g := parse(t, diamond)
	x, y := g.Node("x"), g.Node("y")
	sorted, err := g.Sorted()
	if err != nil {
		t.Fatal(err)
	}
	between, err := g.Between(x.Out(0), y.Out(0))
	if err != nil {
		t.Fatal(err)
	}
	dependents, err := g.Dependents(g.Node("b"))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ what, got, want string }{
		{"sorted", names(sorted), "k x a b k2 c side y after"},
		{"between", names(between), "x a b k2 c y"},
		{"dependents", members(dependents), "b side y"},
		{"ancestors of y", members(Ancestors(y)), "a b c k k2 x y"},
		{"ancestors through control", members(Ancestors(g.Node("after"), nil)), "a after b c k k2 x y"},
		{"ancestors of nothing", members(Ancestors(nil)), ""},
	} {
		if test.got != test.want {
			t.Errorf("%s:\ngot  %s\nwant %s", test.what, test.got, test.want)
		}
	}
}

// TestSortedIsDeterministic: the order in which nodes were added does not matter.
func TestSortedIsDeterministic(t *testing.T) {
	lines := strings.Split(diamond, "\n")
	want := format(t, parse(t, diamond))
	for range 50 {
		rand.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		if got := format(t, parse(t, strings.Join(lines, "\n"))); got != want {
			t.Fatalf("the order depends on that of\n%s", strings.Join(lines, "\n"))
		}
	}
}

func TestPruneCounts(t *testing.T) {
	g := parse(t, diamond)
	if n := g.Prune(g.Node("y"), g.Node("k2"), nil); n != 2 || g.Len() != 7 || g.Node("side") != nil {
		t.Errorf("%d nodes removed, left %s", n, g.Names())
	}
	if n := g.Prune(g.Node("y")); n != 0 {
		t.Errorf("%d nodes removed by a second pruning", n)
	}
}

func TestUses(t *testing.T) {
	g := parse(t, diamond)
	want := []Use{{g.Node("b"), 0}, {g.Node("c"), 0}}
	if got := g.Uses()[g.Node("a")]; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestPruneLibrary(t *testing.T) {
	for text, kept := range map[string]bool{
		"a = f()":                       true,
		"a = Map() {f=func \"f\"{}}":    true,
		"a = Case() {b=[func \"f\"{}]}": true,
		"a = Op() {f=\"f\" l=[1]}":      false,
	} {
		g := parse(t, text)
		g.Library = &functionpb.FunctionDefLibrary{Function: []*functionpb.FunctionDef{{Signature: &opdefpb.OpDef{Name: "f"}}}}
		if g.PruneLibrary(); (g.Library != nil) != kept {
			t.Errorf("%s: the library is kept: %v", text, !kept)
		}
	}
}

func TestOutput(t *testing.T) {
	g := parse(t, "s = Split() -> float[2], int32[?]\nu = Op()")
	for name, want := range map[string]string{
		"s": "s:0 float [2] <nil>", "s:1": "s:1 int32 [?] <nil>", "u:3": "u:3 invalid [...] <nil>",
		"s:2": `node "s" (Split) has 2 outputs, no output 2`, "z": `node "z" is not in the graph`,
		"s:x": `"s:x" is not the name of a tensor`, ":0": `":0" is not the name of a tensor`, "s:-1": `"s:-1" is not the name of a tensor`,
	} {
		o, err := g.Output(name)
		got := fmt.Sprint(err)
		if err == nil {
			got = fmt.Sprint(o, " ", typeName(o.DType()), " ", o.Shape(), " ", err)
		}
		if got != want || o.IsZero() != (err != nil) {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}
