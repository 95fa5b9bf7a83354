package graphrewrite

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// branches holds f(v) = Neg(Relu(v)), and a function that calls it.
var branches = map[string]string{
	"f": `v = Arg() {type=float}
a = Relu(v)
n = Neg(a:activations:0)
r = Result(n:y:0) {type=float}`,
	"outer": `v = Arg() {type=float}
call = f(v)
r = Result(call:r:0) {type=float}`,
}

// TestFoldBranches: the taken branch is inlined, even if it contains another condition. A
// condition that no constant decides, or that nothing needs, stays.
func TestFoldBranches(t *testing.T) {
	const given = `x = Placeholder() {dtype=float}
open = Placeholder() {dtype=bool}
no = Const() {dtype=bool value=bool[]{false}}
yes = LogicalNot(no)
far = Const() {dtype=int32 value=int32[]{9}}
`
	for _, test := range []struct{ node, want string }{
		{`If(no, x) {then_branch=func "lost"{} else_branch=func "f"{}}`, "IdentityN(n)"},
		{`StatelessIf(yes, x) {Tout=[float] then_branch=func "f"{} else_branch=func "lost"{}}`, "IdentityN(n)"},
		{`StatelessIf(yes, x) {then_branch=func "outer"{} else_branch=func "lost"{}}`, "IdentityN(call)"},
		{`Case(far, x) {branches=[func "lost"{}, func "f"{}]}`, "IdentityN(n)"},
		{`If(open, x) {then_branch=func "lost"{} else_branch=func "f"{}}`, "If(open, x)"},
		{`While(x) {body=func "f"{} cond=func "f"{}}`, "While(x)"},
	} {
		g := parse(t, given+"c = "+test.node)
		g.Library = libraryOf(t, branches)
		count, err := FoldBranches(g, opDefs, g.Node("c"))
		if err != nil {
			t.Errorf("%s: %v", test.node, err)
			continue
		}
		if got := g.Node("c").String(); !strings.HasPrefix(got, "c = "+test.want) || (count == 1) != strings.Contains(test.want, "IdentityN") {
			t.Errorf("%s: %d folded, %s", test.node, count, got)
		}
		if err := g.Check(); err != nil {
			t.Error(err)
		}
	}
}

func TestFoldBranchesErrors(t *testing.T) {
	for node, want := range map[string]string{
		`If(no, x) {then_branch=func "f"{} else_branch=func "none"{}}`:    `the function "none" is not in the graph's library`,
		`If(no, x, x) {then_branch=func "none"{} else_branch=func "f"{}}`: `function "f": it takes 1 inputs, the call gives 2`,
		`If(no) {then_branch=func "none"{} else_branch=func "f"{}}`:       `function "f": it takes 1 inputs, the call gives 0`,
	} {
		g := parse(t, "x = Placeholder() {dtype=float}\nno = Const() {dtype=bool value=bool[]{false}}\nc = "+node)
		g.Library = libraryOf(t, branches)
		if _, err := FoldBranches(g, opDefs, g.Node("c")); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s:\ngot  %v\nwant %s", node, err, want)
		}
	}
	g := parse(t, "no = Const() {dtype=bool value=bool[]{false}}\nc = If(no, no) {else_branch=func \"again\"{}}")
	g.Library = libraryOf(t, map[string]string{
		"again": "v = Arg() {type=float}\nif = If(v, v) {Tout=[float] else_branch=func \"again\"{}}\nr = Result(if:output:0) {type=float}"})
	if _, err := FoldBranches(g, opDefs, g.Node("c")); fmt.Sprint(err) != "conditions nest more than 100 deep: a function may call itself" {
		t.Errorf("a function that chooses itself: %v", err)
	}
	for _, odd := range []string{"c = If()", "c = Case()", "c = Switch()\nd = Merge(c)\ne = Merge()", "n = LogicalNot()\nc = If(n)", "i = IdentityN()\nc = If(i)"} {
		g := parse(t, odd)
		if n, err := FoldBranches(g, opDefs, g.Node("c")); n != 0 || err != nil {
			t.Errorf("%s: %d folded, %v", odd, n, err)
		}
		if n, err := FoldSwitches(g); n != 0 || err != nil {
			t.Errorf("%s: %d folded, %v", odd, n, err)
		}
	}
}

// loop is a loop of TF1. Its body reads x; what it begins with does not come from x.
const loop = `x = Placeholder()
start = Const()
begin = Enter(start) {frame_name="loop"}
first = Enter(x) {frame_name="loop"}
merge = Merge(begin, next)
more = LoopCond(merge:1)
step = Switch(merge, more)
sum = Add(step:1, first)
next = NextIteration(sum)
exit = Exit(step)
y = Neg(exit)`

func TestLoop(t *testing.T) {
	g := parse(t, loop)
	sorted, err := g.Sorted()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := names(sorted), "start begin merge more step exit x first sum next y"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	below, err := g.Dependents(g.Node("x"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := members(below), "exit first merge more next step sum x y"; got != want {
		t.Errorf("on x depend %s, want %s", got, want)
	}
	text := format(t, g)
	if diff := cmp.Diff(text, format(t, parse(t, text))); diff != "" {
		t.Errorf("the text changes when it is read back:\n%s", diff)
	}
	def, err := g.Proto()
	if err != nil {
		t.Fatal(err)
	}
	back, err := FromProto(def)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(text, format(t, back)); diff != "" {
		t.Errorf("the proto changes it:\n%s", diff)
	}
	x := Scope{Graph: g}.Op("Placeholder", "other", Type{}, nil)
	err = NewCopy(Scope{g, "twin"}, map[Output]Output{g.Node("x").Out(0): x}).Add(g.Node("y").Out(0))
	if want := `node "first" (Enter): a loop that depends on the input cannot be evaluated at a second point`; fmt.Sprint(err) != want {
		t.Errorf("copied: %v, want %s", err, want)
	}
}

// TestLoopElsewhere: any other cycle is an error.
func TestLoopElsewhere(t *testing.T) {
	for _, text := range []string{
		"m = Merge(n)\nn = Identity(m)", "a = Add(n)\nn = NextIteration(a)", "m = Merge(m)", "m = Merge(^n)\nn = NextIteration(m)", "n = NextIteration(n)",
	} {
		if _, err := Parse(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), "the node depends on itself") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
