package explain

import (
	"fmt"
	"math"
	"strings"
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
)

// gatedImages has the gradient of a depthwise convolution of u, in 9 x 8 pixels, padded by a Pad or
// not, between Relu6 behind it and Relu before it.
const gatedImages = `
u = Placeholder() {dtype=float shape=shape[?,9,8,20]}
k = Placeholder() {dtype=float shape=shape[3,3,20,1]}
dz = Placeholder() {dtype=float shape=shape[?,%[1]s]}
z = Placeholder() {dtype=float shape=shape[?,%[1]s]}
pads = Const() {dtype=int32 value=int32[4,2]{0,0,1,1,0,1,0,0}}
zero = Const() {dtype=int32 value=int32[2]{0,0}}
column = Const() {dtype=int32 value=int32[2]{-1,1}}
flat = Const() {dtype=int32 value=int32[1]{-1}}
first = Slice(pads, zero, column) {T=int32 Index=int32}
begin = Reshape(first, flat) {T=int32 Tshape=int32}
padded = Pad(u, pads) {T=float Tpaddings=int32}
us = Shape(u) {T=float out_type=int32}
ps = Shape(padded) {T=float out_type=int32}
dy = Relu6Grad(dz, z) {T=float}
`

// TestGateDepthwise: the gradient with its gates is that of TensorFlow's ops within rounding.
func TestGateDepthwise(t *testing.T) {
	for _, c := range []struct{ dy, padding, tail, want string }{
		{"9,8,20", `strides=[1,1,1,1] padding="SAME"`, "d = %s(us, k, dy) {%s}\ny = ReluGrad(d, u) {T=float}\n", "y"},
		{"5,4,20", `strides=[1,2,2,1] padding="SAME"`, "d = %s(us, k, dy) {%s}\ny = Relu6Grad(d, u) {T=float}\n", "y"},
		{"7,6,20", `strides=[1,1,1,1] padding="VALID"`, "y = %s(us, k, dz) {%s}\n", "y"},
		{"8,7,20", `strides=[1,1,1,1] padding="EXPLICIT" explicit_paddings=[0,0,1,0,0,1,0,0]`, "y = %s(us, k, dy) {%s}\n", "y"},
		{"5,4,20", `strides=[1,2,2,1] padding="VALID"`, "d = %s(ps, k, dy) {%s}\ns = Slice(d, begin, us) {T=float Index=int32}\ny = ReluGrad(s, u) {T=float}\n", "y"},
		{"9,7,20", `strides=[1,1,1,1] padding="VALID"`, "d = %s(ps, k, dz) {%s}\ny = Slice(d, begin, us) {T=float Index=int32}\n", "y"},
		{"5,4,20", `strides=[1,2,2,1] padding="VALID"`, "d = %s(ps, k, dy) {%s}\ny = Slice(d, us, us) {T=float Index=int32}\n", "d"},
	} {
		attrs := `T=float data_format="NHWC" dilations=[1,1,1,1] ` + c.padding
		text := fmt.Sprintf(gatedImages, c.dy) + fmt.Sprintf(c.tail, "DepthwiseConv2dNativeBackpropInput", attrs)
		g, err := gr.Parse(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		shape := []int64{2, int64(c.dy[0] - '0'), int64(c.dy[2] - '0'), 20}
		feeds := map[string]*tensorflow.Tensor{"u": someNumbers(t, 1, 2, 9, 8, 20), "k": someNumbers(t, 2, 3, 3, 20, 1), "dz": someNumbers(t, 3, shape...), "z": someNumbers(t, 4, shape...)}
		var before []float32
		if c.want == "y" {
			before = valuesOf(t, g, feeds)
		}
		gateDepthwise(g, 2, inferredTypes(t, g))
		if got := g.Node(c.want); got.Op != depthwiseOp {
			t.Errorf("%s%s is %s", text, c.want, got)
		}
		if c.want != "y" {
			continue
		}
		for i, got := range valuesOf(t, g, feeds) {
			if math.Abs(float64(got-before[i])) > 1e-6 { // nine products of numbers below 1
				t.Fatalf("%selement %d was %v, is %v", text, i, before[i], got)
			}
		}
	}
}
