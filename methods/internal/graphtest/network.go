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

// Images has two convolutions, of which the second is followed by a sum, and pooling.
const Images = `
x = Placeholder() {dtype=float shape=shape[?,6,5,3]} -> float[?,6,5,3]
k1 = Placeholder() {dtype=float} -> float[3,3,3,4]
k2 = Placeholder() {dtype=float} -> float[1,1,4,4]
b1 = Placeholder() {dtype=float} -> float[4]
w = Placeholder() {dtype=float} -> float[24,3]
sizes = Const() {dtype=int32 value=int32[2]{-1, 24}} -> int32[2]
c1 = Conv2D(x, k1) {T=float data_format="NHWC" dilations=[1, 1, 1, 1] padding="SAME" strides=[1, 1, 1, 1]} -> float[?,6,5,4]
u1 = BiasAdd(c1, b1) {T=float data_format="NHWC"} -> float[?,6,5,4]
a1 = Relu(u1) {T=float} -> float[?,6,5,4]
c2 = Conv2D(a1, k2) {T=float data_format="NHWC" dilations=[1, 1, 1, 1] padding="VALID" strides=[1, 1, 1, 1]} -> float[?,6,5,4]
u2 = AddV2(c2, a1) {T=float} -> float[?,6,5,4]
a2 = Relu(u2) {T=float} -> float[?,6,5,4]
p = MaxPool(a2) {T=float data_format="NHWC" ksize=[1, 2, 2, 1] padding="VALID" strides=[1, 2, 2, 1]} -> float[?,3,2,4]
flat = Reshape(p, sizes) {T=float Tshape=int32} -> float[?,24]
y = MatMul(flat, w) {T=float} -> float[?,3]`

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
