package integration

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"tfreeze/explain"
	gr "tfreeze/graphrewrite"
	"tfreeze/methods"
	"tfreeze/savedmodels"
)

// TestOpenShape: shapes that a network for images of any size cannot take are errors.
func TestOpenShape(t *testing.T) {
	g, err := gr.Parse(strings.NewReader(`
x = Placeholder() {dtype=float shape=shape[?,?,?,1]}
a = Relu(x) {T=float}
axes = Const() {dtype=int32 value=int32[2]{1, 2}}
logits = Sum(a, axes) {T=float Tidx=int32 keep_dims=false}
`))
	if err != nil {
		t.Fatal(err)
	}
	e := open(t, &savedmodels.Model{Path: "any size", Graph: g})
	r := explain.NewRequest()
	r.Methods = only(t, "grad", "smoothgrad")
	r.Options.Set(methods.Noise.Is([]float32{1}))
	for _, c := range []struct {
		shape []int64
		n     int
		want  string
	}{
		{[]int64{2, 2, 2}, 8, "the input has shape [2,2,2], the network takes [?,?,1]"},
		{[]int64{0, 2, 1}, 0, "the input is empty"},
		{[]int64{-2, -2, 1}, 4, "the input has shape [?,?,1]: each dimension must be 1 or more"},
		{[]int64{1 << 32, 1 << 32, 1}, 0, "the input is empty"},
		{[]int64{0, 2, 1}, 4, "the input has shape [0,2,1]: each dimension must be 1 or more"},
		{[]int64{1, 1, 1}, 1, "<nil>"},
	} {
		if _, err := e.Explain(context.Background(), c.shape, make([]float32, c.n), r); fmt.Sprint(err) != c.want {
			t.Errorf("shape %v: got %v, want %s", c.shape, err, c.want)
		}
	}
}
