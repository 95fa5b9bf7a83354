package autodiff

import (
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
