package graphrewrite

import (
	"math"
	"testing"
)

// TestActivationFunction: a composite of one tensor can be evaluated, and others cannot.
func TestActivationFunction(t *testing.T) {
	g := parse(t, `alpha = Const() {dtype=float value=float[2]{0.1, 0.3}} -> float[2]
axis = Const() {dtype=int32 value=int32[1]{1}} -> int32[1]
x = Placeholder() {dtype=float} -> float[1,2]
gate = Sigmoid(x) {T=float} -> float[1,2]
swish = Mul(x, gate) {T=float} -> float[1,2]
relu = Relu(swish) {T=float} -> float[1,2]
scaled = Mul(relu, alpha) {T=float} -> float[1,2]
prelu = Maximum(scaled, relu) {T=float} -> float[1,2]
score = Sum(prelu, axis) {T=float} -> float[1]`)
	found, _, err := g.Activations(g.Node("x").Out(0), g.Node("score").Out(0))
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, a := range found {
		f := a.Function()
		known[a.Kind] = f != nil
		if of, f := a.Parameter(); (f != nil) != (a.Kind == "PReLU") || f != nil && (of != g.Node("alpha").Out(0) || f(0.25, -4) != -1) {
			t.Errorf("%s: its parameter is %v", a.Kind, of)
		}
		if a.Kind != "Swish" {
			continue
		}
		for _, u := range []float64{-3, 0.25, 2} {
			if got, want := f(u), u/(1+math.Exp(-u)); math.Abs(got-want) > 1e-15 {
				t.Errorf("at %v: %v, want %v", u, got, want)
			}
		}
	}
	if len(found) != 3 || !known["Swish"] || known["Relu"] || known["PReLU"] {
		t.Errorf("functions of %v", known)
	}
}
