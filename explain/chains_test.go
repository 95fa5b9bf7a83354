package explain

import (
	"math"
	"strings"
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
)

const images = `
x = Placeholder() {dtype=float shape=shape[?,64,64,20]}
other = Placeholder() {dtype=float shape=shape[?,64,64,20]}
row = Placeholder() {dtype=float shape=shape[20]}
wide = Placeholder() {dtype=float shape=shape[1,1,20]}
pixel = Placeholder() {dtype=float shape=shape[?,1,1,20]}
one = Placeholder() {dtype=float shape=shape[1,64,64,20]}
`

// inferredTypes are those that TensorFlow finds.
func inferredTypes(t *testing.T, g *gr.Graph) func(*gr.Node) []gr.Type {
	t.Helper()
	types, err := (&Explainer{graph: g}).inferred()
	if err != nil {
		t.Fatal(err)
	}
	return types
}

func imageFeeds(t *testing.T) map[string]*tensorflow.Tensor {
	x := someNumbers(t, 1, 2, 64, 64, 20)
	values, err := tensorflow.View[float32](x)
	if err != nil {
		t.Fatal(err)
	}
	values[0], values[1], values[2], values[3], values[4] = float32(math.Inf(1)), float32(math.Inf(-1)), 1e-38, -1e-38, 1e38
	return map[string]*tensorflow.Tensor{
		"x": x, "other": someNumbers(t, 2, 2, 64, 64, 20), "row": someNumbers(t, 3, 20), "wide": someNumbers(t, 4, 1, 1, 20),
		"pixel": someNumbers(t, 5, 2, 1, 1, 20), "one": someNumbers(t, 6, 1, 64, 64, 20),
	}
}

// TestJoinChains: ops that follow each other become one, with the same bits, and what repeats
// otherwise than by rows, or is read elsewhere, stays.
func TestJoinChains(t *testing.T) {
	for _, c := range []struct{ text, steps string }{
		{"a = Mul(x, row) {T=float}\nb = AddV2(a, wide) {T=float}\ny = Relu6(b) {T=float}\n", "in:0 mul:1 add:2 relu6"},
		{"a = Mul(row, x) {T=float}\nb = AddV2(wide, a) {T=float}\ny = Relu(b) {T=float}\n", "in:0 mul:1 add:2 relu"},
		{"a = Mul(x, row) {T=float}\nb = Mul(other, wide) {T=float}\nc = AddV2(a, b) {T=float}\ny = Relu(c) {T=float}\n", "in:0 mul:1 in:2 mul:3 add relu"},
		{"a = AddN(x, other, x) {T=float N=3}\ny = ReluGrad(a, other) {T=float}\n", "in:0 add:1 add:0 gate:1"},
		{"a = Relu6Grad(other, x) {T=float}\ny = Mul(a, row) {T=float}\n", "in:0 gate6:1 mul:2"},
		{"a = Mul(x, one) {T=float}\ny = Relu(a) {T=float}\n", "in:0 mul:1 relu"},
		{"a = Mul(x, pixel) {T=float}\ny = Relu(a) {T=float}\n", ""},
		{"a = Mul(x, pixel) {T=float}\nb = AddV2(a, row) {T=float}\ny = Relu(b) {T=float}\n", "in:0 add:1 relu"},
		{"a = Mul(x, row) {T=float}\ny = Exp(a) {T=float}\n", ""},
		{"a = Mul(x, row) {T=float}\nb = Relu(a) {T=float}\nd = Neg(a) {T=float}\ny = Sub(b, d) {T=float}\n", ""},
		{"a = Mul(x, row) {T=float}\nb = Relu(a) {T=float}\ny = Relu6(b) {T=float}\n", "in:0 mul:1 relu relu6"},
	} {
		g, err := gr.Parse(strings.NewReader(images + c.text))
		if err != nil {
			t.Fatal(err)
		}
		before := valuesOf(t, g, imageFeeds(t))
		joinChains(g, 2, gr.Ancestors(g.Node("y")), nil, inferredTypes(t, g))
		after := valuesOf(t, g, imageFeeds(t))
		steps := ""
		for _, name := range g.Names() {
			if n := g.Node(name); n.Op == chainOp && len(n.Str("steps", "")) > len(steps) {
				steps = n.Str("steps", "")
			}
		}
		if steps != c.steps {
			t.Errorf("%sthe chain is %q, want %q", c.text, steps, c.steps)
		}
		for i := range before {
			if before[i] != after[i] && (before[i] == before[i] || after[i] == after[i]) {
				t.Fatalf("%selement %d was %v, is %v", c.text, i, before[i], after[i])
			}
		}
	}
}

// TestJoinChainsLeaves: what is fed stays alone, and shapes are not read inside a chain.
func TestJoinChainsLeaves(t *testing.T) {
	text := images + `
a = Mul(x, row) {T=float}
b = AddV2(a, other) {T=float}
c = AddV2(b, wide) {T=float}
y = Relu(c) {T=float}
as = Shape(a) {T=float out_type=int32}
bs = Shape(b) {T=float out_type=int32}
ys = Shape(y) {T=float out_type=int32}
`
	for _, c := range []struct{ fed, steps, as, bs string }{{"a", "in:0 add:1 add:2 relu", "a", "y"}, {"", "in:0 mul:1 add:2 add:3 relu", "x", "y"}} {
		g, err := gr.Parse(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		joinChains(g, 0, gr.Ancestors(g.Node("y")), []*gr.Node{g.Node(c.fed)}, inferredTypes(t, g))
		of := func(shape string) string { return g.Node(shape).Inputs[0].Node.Name }
		if y := g.Node("y"); y.Str("steps", "") != c.steps || of("as") != c.as || of("bs") != c.bs || of("ys") != "y" {
			t.Errorf("%q is fed: %s; the shapes are those of %s, %s and %s", c.fed, y, of("as"), of("bs"), of("ys"))
		}
	}
}
