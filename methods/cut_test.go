package methods

import (
	"strings"
	"testing"

	gr "tfreeze/graphrewrite"
)

// TestCut: closed nodes cut y off from x if no way leads past them; those that count
// are the nearest to y.
func TestCut(t *testing.T) {
	g := parse(t, `x = Placeholder() {dtype=float} -> float[4]
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

// TestPasses: a unit that is known to send nothing back is one whose slope is 0 or, by
// a method's own rule, one that the rule stops.
func TestPasses(t *testing.T) {
	for _, c := range []struct {
		method, op string
		z          float32
		want       bool
	}{
		{"grad", "Relu", 1, true},
		{"grad", "Relu", 0, false},
		{"grad", "Softplus", 1, true},
		{"grad", "Softplus", 0, false},
		{"grad", "Relu6", 5, true},
		{"grad", "Relu6", 6, false},
		{"grad", "Relu6", 0, false},
		{"grad", "Sigmoid", 0.5, true},
		{"grad", "Sigmoid", 0, false},
		{"grad", "Sigmoid", 1, false},
		{"grad", "Tanh", 0, true},
		{"grad", "Tanh", 1, false},
		{"grad", "Tanh", -1, false},
		{"grad", "Elu", 0, true},
		{"grad", "Elu", -1, false},
		{"grad", "LeakyRelu", 0, true},
		{"integrated_gradients", "Relu", 0, false},
		{"guided_backprop", "Tanh", 1, true},
		{"guided_backprop", "Tanh", -0.5, false},
		{"guided_backprop", "Tanh", 0, false},
		{"smooth_guided_backprop", "Tanh", 0, false},
		{"elrp", "Tanh", -1, true},
		{"elrp", "Tanh", 0, false},
		{"deeplift", "Relu", 0, true},
		{"deeplift_maxpool", "Relu", 0, true},
	} {
		found, err := Select([]string{c.method})
		if err != nil {
			t.Fatal(err)
		}
		if got := found[0].Passes(c.op, c.z); got != c.want {
			t.Errorf("%s, %s at %g: passes is %t", c.method, c.op, c.z, got)
		}
	}
}
