package graphrewrite

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

const looped = `
times = Q() -> int32[]
start = Q() -> float[9]
w = Read() -> float[9]
round = Placeholder() -> int32[]
sum = Placeholder() -> float[9]
`

func loopOver(t *testing.T, body string) (*Graph, *Node) {
	t.Helper()
	g := parse(t, looped+body)
	out := func(name string) Output { return g.Node(name).Out(0) }
	last, err := Scope{g, "loop"}.Loop(Loop{
		Name: "l", Times: out("times"), Round: out("round"),
		State: []Output{out("sum")}, Start: []Output{out("start")}, Next: []Output{out("y")},
	}, opsOf)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Check(); err != nil {
		t.Fatal(err)
	}
	return g, last[0].Node
}

// TestLoopOverARound: a While takes the number of the round, the number of rounds, the
// state, and what its body captured, and the body returns all of them.
func TestLoopOverARound(t *testing.T) {
	g, while := loopOver(t, "y = AddV2(sum, w) {T=float} -> float[9]")
	const want = `loop/StatelessWhile = StatelessWhile(loop/first, times, start, w) {T=[int32, int32, float, float] ` +
		`_lower_using_switch_merge=true body=func "l_body"{} cond=func "l_condition"{} output_shapes=[shape[], shape[], shape[9], shape[9]] parallel_iterations=1} ` +
		`-> int32[], int32[], float[9], float[9]`
	if diff := cmp.Diff(want, while.String()); diff != "" {
		t.Error(diff)
	}
	functions := g.Library.GetFunction()
	ret := map[string]string{"result_0": "loop/next:z:0", "result_1": "arg_1", "result_2": "y:z:0", "captured_0": "arg_3"}
	if diff := cmp.Diff(ret, functions[0].GetRet()); diff != "" {
		t.Error(diff)
	}
	if c := functions[1]; c.GetNodeDef()[0].GetInput()[0] != "arg_0" || c.GetNodeDef()[0].GetInput()[1] != "arg_1" || c.GetRet()["more"] != "less:z:0" {
		t.Errorf("the condition is %v", c)
	}
}

// TestLoopStateful: TensorFlow must not leave out or repeat a stateful loop.
func TestLoopStateful(t *testing.T) {
	_, while := loopOver(t, "r = Random(round) -> float[9]\ny = AddV2(sum, r) {T=float} -> float[9]")
	if while.Op != "While" {
		t.Errorf("a loop over a stateful op is a %s", while.Op)
	}
}

// TestPruneLibraryNested: a function that a kept function calls is kept, and no other.
func TestPruneLibraryNested(t *testing.T) {
	g, while := loopOver(t, "y = AddV2(sum, w) {T=float} -> float[9]")
	g.addFunction(loopCondition("unused", g.Library.GetFunction()[0].GetSignature().GetInputArg()))
	g.Prune(while)
	if g.PruneLibrary(); len(g.Library.GetFunction()) != 2 {
		t.Errorf("kept %v", g.Library)
	}
	if g.Prune(); g.Len() > 0 {
		t.Fatal("not empty")
	}
	if g.PruneLibrary(); g.Library != nil {
		t.Error("functions are kept that nothing names")
	}
}
