package autodiff

import (
	"fmt"
	"testing"

	"tfreeze/methods/internal/graphtest"
)

// TestSources: a gradient exists at the input, or at what is first made of it without one.
func TestSources(t *testing.T) {
	const head = `x = Placeholder() -> float[?,4]
ids = Placeholder() -> int32[?,4]
bytes = Placeholder() -> string[?]
table = Const() -> float[9,3]
other = Const() -> float[9,3]
axis = Const() {dtype=int32 value=int32[]{0}} -> int32[]
`
	for graph, want := range map[string]string{
		"y = Relu(x) -> float[?,4]": "[x:0]",
		// An op without a rule, or a loop, is refused by name: nothing is explained behind it.
		"u = Foo(x) -> float[?,4]\ny = Relu(u) -> float[?,4]":                                                                                                        "[x:0]",
		"u = Round(x) -> float[?,4]\ny = Relu(u) -> float[?,4]":                                                                                                      "[u:0]",
		"u = StopGradient(x) -> float[?,4]\ny = Mul(x, u) -> float[?,4]":                                                                                             "[x:0]",
		"u = Cast(ids) {SrcT=int32 DstT=float} -> float[?,4]\ny = Relu(u) -> float[?,4]":                                                                             "[u:0]",
		"u = GatherV2(table, ids, axis) -> float[?,4,3]\nv = Foo(u) -> float[?,4,3]\ny = Relu(v) -> float[?,4,3]":                                                    "[u:0]",
		"u = GatherV2(table, ids, axis) -> float[?,4,3]\nv = GatherV2(other, ids, axis) -> float[?,4,3]\ny = Mul(u, v) -> float[?,4,3]":                              "[u:0 v:0]",
		"u = GatherV2(table, ids, axis) -> float[?,4,3]\ns = Shape(ids) -> int32[2]\nv = Cast(s) {SrcT=int32 DstT=float} -> float[2]\ny = Mul(u, v) -> float[?,4,3]": "[u:0]",
		// A list of strings has no gradient; one of embeddings does.
		"l = TensorListFromTensor(bytes, axis) -> variant[]\nw = While(l) -> variant[]\ny = TensorListStack(w) -> float[?,4]":                                             "[y:0]",
		"u = GatherV2(table, ids, axis) -> float[?,4,3]\nl = TensorListFromTensor(u, axis) -> variant[]\nw = While(l) -> variant[]\ny = TensorListStack(w) -> float[?,4]": "[u:0]",
		// In the frames of TF1, x may enter in a step.
		"start = Const() -> float[?,4]\ne = Enter(start) -> float[?,4]\nm = Merge(e, next) -> float[?,4], int32[]\ngiven = Enter(x) -> float[?,4]\n" +
			"on = LoopCond() -> bool[]\ns = Switch(m, on) -> float[?,4], float[?,4]\nu = AddV2(s:1, given) -> float[?,4]\n" +
			"next = NextIteration(u) -> float[?,4]\ny = Exit(s) -> float[?,4]": "[x:0]",
		"s = Shape(x) -> int32[2]\ny = Cast(s) {SrcT=int32 DstT=float} -> float[2]": "[]",
	} {
		g := graphtest.Parse(t, head+graph)
		found := map[string]bool{}
		for _, name := range []string{"x", "ids", "bytes"} {
			sources, err := Sources(g, g.Node("y").Out(0), g.Node(name).Out(0))
			if err != nil {
				t.Errorf("%s: %v", graph, err)
			}
			if len(sources) > 0 {
				found[fmt.Sprint(sources)] = true
			}
		}
		if want != "[]" && (len(found) != 1 || !found[want]) || want == "[]" && len(found) > 0 {
			t.Errorf("%s:\ngot  %v\nwant %s", graph, found, want)
		}
	}
}
