package gen

import (
	"strings"
	"testing"

	gr "tfreeze/graphrewrite"
)

// TestFeatures: the features are those of the last convolution, or the ones that are
// named. Any other name is an error.
func TestFeatures(t *testing.T) {
	const text = `
x = Placeholder() {dtype=float} -> float[?,4,4,2]
k = Placeholder() {dtype=float} -> float[3,3,2,2]
sizes = Const() {dtype=int32 value=int32[2]{-1, 8}} -> int32[2]
conv = Conv2D(x, k) {data_format="NCHW"} -> float[?,4,4,2]
act = Relu(conv) -> float[?,4,4,2]
pool = MaxPool(act) -> float[?,2,2,2]
flat = Reshape(pool, sizes) -> float[?,8]
beside = Neg(x) -> float[?,4,4,2]
y = Neg(flat) -> float[?,8]`
	for _, c := range []struct{ layer, want, layout string }{
		{"", "act:0", "CHW"},
		{"conv", "conv:0", "CHW"},
		{"pool:0", "pool:0", "HWC"},
		{"x", "x:0", "HWC"},
		{"flat", `layer "flat" (Reshape) is float[?,8], and no images [N,H,W,C]`, ""},
		{"beside", `layer "beside" is not between the input x:0 and the score y:0`, ""},
		{"pol", `the network has no layer "pol" (did you mean "pool"?)`, ""},
	} {
		g, err := gr.Parse(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		b := &builder{options: Options{Layer: c.layer}, subject: &Subject{Input: g.Node("x").Out(0), Logits: g.Node("y").Out(0)}}
		if b.found, _, err = g.Activations(b.subject.Input, b.subject.Logits); err != nil {
			t.Fatal(err)
		}
		err = b.findFeatures(g)
		switch {
		case err != nil && err.Error() != c.want:
			t.Errorf("%q: %v, want %s", c.layer, err, c.want)
		case err == nil && (b.features.String() != c.want || string(b.features.Layout) != c.layout):
			t.Errorf("%q: %v %s, want %s %s", c.layer, b.features, b.features.Layout, c.want, c.layout)
		}
	}
}
