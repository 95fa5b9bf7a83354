package integration

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"tfreeze/explain"
	"tfreeze/gen"
	gr "tfreeze/graphrewrite"
	"tfreeze/methods"
	"tfreeze/savedmodels"
	ckpt "tfreeze/savedmodels/checkpoint"
)

// constants builds a network of two linear layers with constant weights. The first
// weight, 32 x 64, is large enough to become a variable.
func constants(t *testing.T) *savedmodels.Model {
	t.Helper()
	g := gr.New()
	s := gr.Scope{Graph: g}
	float := func(shape ...int64) gr.Type { return gr.Type{DType: gr.Float, Shape: shape} }
	matMul := func(name string, x, w gr.Output) gr.Output {
		return s.Op("MatMul", name, float(-1, -1), gr.Attrs{"T": gr.Float, "transpose_a": false, "transpose_b": false}, x, w)
	}
	r := rand.New(rand.NewPCG(1, 2))
	weights := func(name string, rows, columns int64) gr.Output {
		values := make([]float32, rows*columns)
		for i := range values {
			values[i] = float32(r.NormFloat64())
		}
		return s.Const(name, gr.Tensor(gr.Shape{rows, columns}, values...))
	}
	x := s.Op("Placeholder", "x", float(-1, 32), gr.Attrs{"dtype": gr.Float, "shape": gr.Shape{-1, 32}})
	u := matMul("u", x, weights("W", 32, 64))
	z := s.Op("Relu", "z", float(-1, 64), gr.Attrs{"T": gr.Float}, u)
	matMul("logits", z, weights("V", 64, 2))
	return &savedmodels.Model{Path: "constants.pb", Graph: g}
}

// TestLargeConstantsBecomeVariables: gen writes the weights of a frozen GraphDef to
// variables/, and not into the graph. The maps are the same to the byte.
func TestLargeConstantsBecomeVariables(t *testing.T) {
	x := make([]float32, 32)
	for i := range x {
		x[i] = float32(i%7) - 3
	}
	input := &golden{shape: []int64{32}, x: x}
	r := explain.NewRequest()
	r.Options.Set(methods.Samples.Is(3), methods.Steps.Is(5))
	want := run(t, open(t, constants(t)), input, r)

	p, err := gen.Build(constants(t), gen.Options{})
	if err != nil {
		t.Fatal(err)
	}
	dir := written(t, p)
	m := load(t, savedmodels.Source{Path: dir})
	if m.Graph.Node("W") != nil || m.Graph.Node("V") == nil {
		t.Error("of the constants, the large one and no other should be gone from the graph")
	}
	c, err := ckpt.Open(savedmodels.VariablesPrefix(dir))
	if err != nil || len(c.Variables) != 1 || c.Variables[0].Name != "W/variable" {
		t.Errorf("the checkpoint holds %v: %v", c, err)
	}
	if info, err := os.Stat(filepath.Join(dir, "variables", "variables.data-00000-of-00001")); err != nil || info.Size() != 4*32*64 {
		t.Errorf("the variables take %v bytes: %v", info, err)
	}
	got := run(t, open(t, m), input, r)
	for i, a := range got.Attributions {
		if !bytes.Equal(bytesOf(t, a.Values), bytesOf(t, want.Attributions[i].Values)) {
			t.Errorf("%s, %s: the written model gives another map", a.Method, a.Variant)
		}
	}
}
