package graphtest

import (
	"testing"

	gr "tfreeze/graphrewrite"
)

// Network has one of each kind of activation that methods treat differently: one op, a
// gate, and several ops.
const Network = `
x = Placeholder() {dtype=float shape=shape[?,4]} -> float[?,4]
w1 = Placeholder() {dtype=float} -> float[4,4]
w2 = Placeholder() {dtype=float} -> float[4,3]
u = MatMul(x, w1) {T=float} -> float[?,4]
a = Relu(u) {T=float} -> float[?,4]
pooled = Mean(a, axes) {T=float Tidx=int32 keep_dims=true} -> float[?,1]
axes = Const() {dtype=int32 value=int32[]{1}} -> int32[]
gate = Sigmoid(pooled) {T=float} -> float[?,1]
scaled = Mul(a, gate) {T=float} -> float[?,4]
s = Sigmoid(scaled) {T=float} -> float[?,4]
swish = Mul(scaled, s) {T=float} -> float[?,4]
y = MatMul(swish, w2) {T=float} -> float[?,3]`

// Frozen is a network in which all activations are frozen.
type Frozen struct {
	Graph         *gr.Graph
	Input, Logits gr.Output
	Activations   []gr.Activation
	Freezings     []gr.Freezing
}

// Freeze parses a network from x to y and freezes its activations.
func Freeze(t *testing.T, text string) Frozen {
	t.Helper()
	g := Parse(t, text)
	n := Frozen{Graph: g, Input: g.Node("x").Out(0), Logits: g.Node("y").Out(0)}
	var err error
	if n.Activations, _, err = g.Activations(n.Input, n.Logits); err != nil {
		t.Fatal(err)
	}
	if n.Freezings, err = gr.Freeze(g, n.Activations); err != nil {
		t.Fatal(err)
	}
	return n
}
