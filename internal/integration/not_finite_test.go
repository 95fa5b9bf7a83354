package integration

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"tfreeze/explain"
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

const head = `
x = Placeholder() {dtype=float shape=shape[?,1]}
huge = Const() {dtype=float value=float[]{1e38}}
one = Const() {dtype=float value=float[]{1.0}}
same = Const() {dtype=float value=float[1,1]{1.0}}
layer = MatMul(a, same) {T=float}
`

// TestNotFinite: no map contains an infinity or a NaN.
func TestNotFinite(t *testing.T) {
	for _, c := range []struct {
		graph, method string
		x             float32
		want          string
	}{
		{"a = Relu(x) {T=float}\nlogits = Mul(layer, huge) {T=float}", "grad", 10, "the network's score of class 0 is +Inf at this input"},
		{"m = Mul(x, huge) {T=float}\na = Relu(m) {T=float}\nlogits = Minimum(layer, one) {T=float}", "grad", 10,
			`activation "a" is +Inf at this input, at [0] of [1]`},
		{"a = Relu(x) {T=float}\nlogits = Sqrt(layer) {T=float}", "grad", 0,
			"grad, plain: the map is NaN at [0] of [1]"},
		{"a = Relu(x) {T=float}\nlogits = Sqrt(layer) {T=float}", "smoothgrad", 0,
			"smoothgrad, plain: the map is NaN at [0] of [1]"},
		{"a = Relu(x) {T=float}\nlogits = Log(layer) {T=float}", "integrated_gradients", 1,
			"integrated_gradients, plain: the network's score is -Inf at the baseline"},
	} {
		g, err := gr.Parse(strings.NewReader(head + c.graph))
		if err != nil {
			t.Fatal(err)
		}
		e := open(t, &savedmodels.Model{Path: "not finite", Graph: g})
		r := explain.NewRequest()
		r.Methods = only(t, c.method)
		if !strings.HasPrefix(c.want, "activation") {
			r.Variants = []serving.Variant{serving.Plain}
		}
		if _, err := e.Explain(context.Background(), []int64{1}, []float32{c.x}, r); fmt.Sprint(err) != c.want {
			t.Errorf("%s\ngot  %v\nwant %s", c.graph, err, c.want)
		}
	}
}
