package autodiff

import (
	"strings"
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/internal/graphtest"
)

// TestCut: closed nodes cut y off from x if no path avoids them. Cut returns those
// nearest to y.
func TestCut(t *testing.T) {
	g := graphtest.Parse(t, `x = Placeholder() {dtype=float} -> float[4]
a = Relu(x) {T=float} -> float[4]
b = Relu(a) {T=float} -> float[4]
c = Tanh(a) {T=float} -> float[4]
n = Shape(x) {T=float out_type=int32} -> int32[1]
r = Reshape(b, n) {T=float Tshape=int32} -> float[4]
y = Add(r, c) {T=float} -> float[4]`)
	for closed, want := range map[string]string{
		"":      "",
		"b":     "",
		"c":     "",
		"a":     "a",
		"b c":   "b c",
		"a b c": "b c",
		"a b":   "a b",
		"y a":   "y",
	} {
		nodes := map[*gr.Node]bool{}
		for _, name := range strings.Fields(closed) {
			nodes[g.Node(name)] = true
		}
		cut, err := Cut(g, g.Node("y").Out(0), g.Node("x").Out(0), nodes)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, n := range cut {
			names = append(names, n.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("with %q closed, %q cut, want %q", closed, got, want)
		}
	}
}
