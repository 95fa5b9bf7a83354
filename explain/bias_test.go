package explain

import (
	"strings"
	"testing"

	"tfreeze/internal/tensorflow"
)

const biased = `
x = Placeholder() {dtype=float shape=shape[?,9,9,4]}
k = Placeholder() {dtype=float shape=shape[3,3,4,5]}
b = Placeholder() {dtype=float shape=shape[5]}
other = NoOp()
c = Conv2D(x, k, ^other) {T=float data_format="NHWC" dilations=[1,D,D,1] explicit_paddings=[EXPLICIT] padding="PADDING" strides=[1,S,S,1]}
`

// TestAddInside: a convolution adds the bias that alone reads it, with the same bits.
func TestAddInside(t *testing.T) {
	feeds := map[string]*tensorflow.Tensor{"x": someNumbers(t, 1, 2, 9, 9, 4), "k": someNumbers(t, 2, 3, 3, 4, 5), "b": someNumbers(t, 3, 5)}
	const bias = "y = BiasAdd(c, b) {T=float data_format=\"NHWC\"}\n"
	for _, c := range []struct{ text, oneDNN, padding, explicit, stride, dilation, want string }{
		{bias, "1", "SAME", "", "1", "1", "_FusedConv2D"},
		{bias, "1", "VALID", "", "2", "1", "_FusedConv2D"},
		{bias, "1", "SAME", "", "1", "2", "_FusedConv2D"},
		{bias, "1", "EXPLICIT", "0,0,1,1,1,2,0,0", "2", "1", "_FusedConv2D"},
		{bias, "0", "SAME", "", "1", "1", "BiasAdd"},
		{bias + "z = Relu(c) {T=float}\n", "1", "SAME", "", "1", "1", "BiasAdd"},
		{"c2 = Identity(c) {T=float}\ny = BiasAdd(c2, b) {T=float data_format=\"NHWC\"}\n", "1", "SAME", "", "1", "1", "BiasAdd"},
	} {
		t.Setenv("TF_ENABLE_ONEDNN_OPTS", c.oneDNN)
		text := strings.NewReplacer("EXPLICIT]", c.explicit+"]", "PADDING", c.padding, "S,S", c.stride+","+c.stride, "D,D", c.dilation+","+c.dilation).Replace(biased + c.text)
		y := faster(t, text, addInside, feeds).Node("y")
		if y.Op != c.want {
			t.Errorf("%sy is a %s, want %s", text, y.Op, c.want)
		}
		if y.Op == "_FusedConv2D" && len(y.Control) != 1 {
			t.Errorf("%sit waits for %v", text, y.Control)
		}
	}
}
