package autodiff

import (
	"fmt"
	"strings"
	"testing"

	gr "tfreeze/graphrewrite"
)

// backward is a loop of TF1 that x enters in the body: what leaves the loop depends on
// x only through the next iteration.
const backward = `x = Placeholder() {dtype=float} -> float[]
start = Const() {dtype=float value=float[]{0.0}} -> float[]
begin = Enter(start) -> float[]
each = Enter(x) -> float[]
merge = Merge(begin, next) -> float[], int32[]
more = LoopCond(condition) -> bool[]
condition = Less(merge, merge) -> bool[]
step = Switch(merge, more) -> float[], float[]
sum = Add(step:1, each) -> float[]
next = NextIteration(sum) -> float[]
exit = Exit(step) -> float[]
y = Neg(exit) -> float[]`

// TestLoop: a gradient through a loop is refused, and is not a silent zero. Each node
// of the loop is listed.
func TestLoop(t *testing.T) {
	g, err := gr.Parse(strings.NewReader(backward))
	if err != nil {
		t.Fatal(err)
	}
	x, y := g.Node("x").Out(0), g.Node("y").Out(0)
	missing, err := Missing(g, y, x)
	if err != nil {
		t.Fatal(err)
	}
	var nodes []string
	for _, err := range missing {
		nodes = append(nodes, err.(*gr.Error).Node)
	}
	if got, want := strings.Join(nodes, " "), "merge step exit each next"; got != want {
		t.Errorf("missing %s, want %s", got, want)
	}
	s := gr.Scope{Graph: g, Prefix: "t"}
	_, err = Gradient(s, y, s.Const("dy", gr.Tensor(nil, float32(1))), x, nil)
	if want := `gradient: node "exit" (Exit): no gradient rule for control flow`; fmt.Sprint(err) != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// TestMissingReached: an op is missing a rule only if a gradient reaches it.
func TestMissingReached(t *testing.T) {
	g, err := gr.Parse(strings.NewReader(`x = Placeholder() {dtype=float} -> float[]
count = While(x) -> int32[]
scale = Cast(count) -> float[]
odd = HSVToRGB(x) -> float[]
chosen = If(odd, x) -> float[]
y = Mul(chosen, scale) -> float[]`))
	if err != nil {
		t.Fatal(err)
	}
	missing, err := Missing(g, g.Node("y").Out(0), g.Node("x").Out(0))
	want := `[node "odd" (HSVToRGB): no gradient rule for this op node "chosen" (If): no gradient rule for control flow]`
	if got := fmt.Sprint(missing); got != want || err != nil {
		t.Errorf("got  %s, %v\nwant %s", got, err, want)
	}
}
