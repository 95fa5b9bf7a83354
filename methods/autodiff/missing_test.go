package autodiff

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tfreeze/methods/internal/graphtest"
)

// TestMissing: a node that no gradient can reach needs no rule.
func TestMissing(t *testing.T) {
	g := graphtest.Parse(t, `
x = Placeholder() {dtype=float} -> float[?,4]
n = Shape(x) -> int32[2]
m = Mystery(n) -> int32[2]
f = Foo(x) -> float[?,4]
b = Bar(f) -> float[?,4]
aside = Baz(x) -> float[?,4]
y = Reshape(b, m) -> float[?,4]`)
	missing, err := Missing(g, g.Node("y").Out(0), g.Node("x").Out(0))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{`node "f" (Foo): no gradient rule for this op`, `node "b" (Bar): no gradient rule for this op`}
	var got []string
	for _, err := range missing {
		got = append(got, err.Error())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestMissingRefusals lists all nodes whose rules refuse them, and what is behind one.
func TestMissingRefusals(t *testing.T) {
	for graph, want := range map[string][]string{
		`axes = Placeholder() -> int32[]
		f = Foo(x) -> float[?,4,4,4]
		m = Mean(f, axes) -> float[...]
		b = FusedBatchNormV3(f, vector, vector, vector, vector) {is_training=true} -> float[?,4,4,4]
		c = Conv2D(b, b) -> float[...]
		y = AddV2(c, m) -> float[...]`: {
			`node "f" (Foo): no gradient rule for this op`,
			`node "b" (FusedBatchNormV3): the batch normalisation is in training mode, and so depends on the whole batch`,
			`node "m" (Mean): node "axes" (Placeholder): a constant is needed here`,
			`node "c" (Conv2D): no gradient rule with respect to its input 1`,
		},
		`i = Cast(x) {DstT=int32} -> int32[?,4,4,4]
		y = OneHot(i) -> float[...]`: {`node "y" (OneHot): it does not depend on "x:0" through differentiable ops`},
		`y = Relu(x) -> float[?,4,4,4]`:    nil,
		`y = Identity(x) -> half[?,4,4,4]`: nil,
	} {
		g := graphtest.Parse(t, sources+graph)
		before := g.Len()
		missing, err := Missing(g, g.Node("y").Out(0), g.Node("x").Out(0))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, err := range missing {
			got = append(got, err.Error())
		}
		sort := func(s []string) []string { slices.Sort(s); return s }
		if diff := cmp.Diff(sort(want), sort(got)); diff != "" {
			t.Errorf("%s\n(-want +got):\n%s", graph, diff)
		}
		if g.Len() != before {
			t.Error("the graph changes")
		}
	}
}
