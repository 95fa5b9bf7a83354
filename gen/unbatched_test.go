package gen

import (
	"strings"
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels"
)

// TestMakesBatch tells graphs that put their input x into a batch of one from those that
// take batches.
func TestMakesBatch(t *testing.T) {
	for _, c := range []struct {
		name, shape, text string
		want              bool
	}{
		{"expanded", "[8,8,3]", "y = ExpandDims(x, zero) {T=float Tdim=int32}", true},
		{"expanded by a negative axis", "[?,?,?]", "y = ExpandDims(x, minus_four) {T=float Tdim=int32}", true},
		{"expanded elsewhere", "[?,8,3]", "y = ExpandDims(x, minus_one) {T=float Tdim=int32}", false},
		{"prepared first", "[8,8,3]", "a = Identity(x) {T=float}\nb = Sub(a, one) {T=float}\nc = Mul(b, b) {T=float}\ny = ExpandDims(c, zero) {T=float Tdim=int32}", true},
		{"packed", "[8,8,3]", "y = Pack(x) {N=1 T=float axis=0}", true},
		{"packed with itself", "[8,8,3]", "y = Pack(x, x) {N=2 T=float axis=0}", false},
		{"reshaped", "[8,8,3]", "to = Const() {dtype=int32 value=int32[4]{1, 8, 8, 3}}\ny = Reshape(x, to) {T=float Tshape=int32}", true},
		{"reshaped to one of several", "[?,8,3]", "to = Const() {dtype=int32 value=int32[4]{1, 8, 8, 3}}\ny = Reshape(x, to) {T=float Tshape=int32}", false},
		{"also read as a batch", "[?,3]", "y = ExpandDims(x, zero) {T=float Tdim=int32}\nz = Softmax(x) {T=float}", false},
		{"its shape is read", "[?,3]", "y = ExpandDims(x, zero) {T=float Tdim=int32}\nz = Shape(x) {T=float out_type=int32}", true},
		{"not read", "[?,3]", "y = Identity(one) {T=float}", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, err := gr.Parse(strings.NewReader("x = Placeholder() {dtype=float shape=shape" + c.shape + `}
zero = Const() {dtype=int32 value=int32[]{0}}
minus_one = Const() {dtype=int32 value=int32[]{-1}}
minus_four = Const() {dtype=int32 value=int32[]{-4}}
one = Const() {dtype=float value=float[]{1}}
` + c.text + "\n"))
			if err != nil {
				t.Fatal(err)
			}
			if err := inferTypes(g); err != nil {
				t.Fatal(err)
			}
			if got := makesBatch(g, g.Node("x").Out(0)); got != c.want {
				t.Errorf("it makes a batch: %v", got)
			}
		})
	}
}

// TestRank: an input of unknown rank gets the only one that fits, or none.
func TestRank(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"k = Placeholder() {dtype=float shape=shape[1,1,3,4]}\ny = Conv2D(x, k) {T=float strides=[1, 1, 1, 1] padding=\"SAME\"}", "float[?,?,?,?]"},
		{"w = Placeholder() {dtype=float shape=shape[3,4]}\ny = MatMul(x, w) {T=float}", "float[?,?]"},
		{"y = Relu(x) {T=float}", "float[...]"},
		{"y = BiasAdd(x, b) {T=float}\nb = Placeholder() {dtype=float shape=shape[3]}", "float[...]"},
	} {
		g, err := gr.Parse(strings.NewReader("x = Placeholder() {dtype=float shape=shape[...]}\n" + c.text + "\n"))
		if err != nil {
			t.Fatal(err)
		}
		if err := inferTypes(g); err != nil {
			t.Fatal(err)
		}
		x := g.Node("x").Out(0)
		b := &builder{model: &savedmodels.Model{Graph: g}, subject: &Subject{Input: x, Output: g.Node("y").Out(0)}}
		if err := b.rank(g); err != nil {
			t.Fatal(err)
		}
		if got := x.Type().String(); got != c.want {
			t.Errorf("%s: x is %s, want %s", c.text, got, c.want)
		}
	}
}
