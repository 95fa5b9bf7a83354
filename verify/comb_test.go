package verify_test

import (
	"strings"
	"testing"

	"tfreeze/gen"
	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels"
	"tfreeze/verify"
)

// comb is a network whose score has a kink each 0.05 in each of its 400 inputs,
// where the slope is 1 and 3 by turns, and is so large that the rounding of
// float32 hides what happens in shorter steps of one input.
func comb() *savedmodels.Model {
	const inputs, teeth, width, offset = 400, 40, 0.05, 1000
	knots, weights := make([]float32, teeth), make([]float32, inputs*teeth*2)
	for k := range teeth {
		knots[k] = float32(k)*width - 1
		for i := range inputs {
			weights[(i*teeth+k)*2] = []float32{2, -2}[k%2]
		}
	}
	for i := range inputs {
		weights[i*teeth*2] = 3
	}
	s := gr.Scope{Graph: gr.New()}
	float := gr.Attrs{"T": gr.Float}
	x := s.Op("Placeholder", "x", gr.Type{DType: gr.Float}, gr.Attrs{"dtype": gr.Float, "shape": gr.Shape{-1, inputs}})
	reshape := func(o gr.Output, shape ...int32) gr.Output {
		return s.Op("Reshape", "", gr.Type{DType: gr.Float}, gr.Attrs{"T": gr.Float, "Tshape": gr.Int32}, o, s.Const("", gr.Tensor(gr.Shape{int64(len(shape))}, shape...)))
	}
	moved := s.Op("Sub", "", gr.Type{DType: gr.Float}, float, reshape(x, -1, inputs, 1), s.Const("knots", gr.Tensor(gr.Shape{teeth}, knots...)))
	relu := s.Op("Relu", "relu", gr.Type{DType: gr.Float}, float, moved)
	product := s.Op("MatMul", "", gr.Type{DType: gr.Float}, gr.Attrs{"T": gr.Float, "transpose_a": false, "transpose_b": false},
		reshape(relu, -1, inputs*teeth), s.Const("weights", gr.Tensor(gr.Shape{inputs * teeth, 2}, weights...)))
	s.Op("AddV2", "logits", gr.Type{DType: gr.Float}, float, product, s.Const("offset", gr.Tensor(gr.Shape{2}, float32(offset), 0)))
	return &savedmodels.Model{Path: "comb", Graph: s.Graph}
}

// gradients are the rows of the check gradient for a comb whose gradient is scaled.
func gradients(t *testing.T, by float32) []verify.Row {
	t.Helper()
	m := comb()
	if _, err := gen.Build(m, gen.Options{Methods: request().Methods[:1]}); err != nil {
		t.Fatal(err)
	}
	s := gr.Scope{Graph: m.Graph, Prefix: "scaled"}
	for i := range m.Signatures {
		if a, ok := m.Signatures[i].Outputs["attribution"]; ok {
			m.Signatures[i].Outputs["attribution"] = s.Op("Mul", "", a.Type(), gr.Attrs{"T": gr.Float}, a, s.Const("", gr.Tensor(nil, by)))
		}
	}
	r := request()
	r.Methods = r.Methods[:1]
	var rows []verify.Row
	for _, row := range verified(t, &verify.Subject{Model: m, Why: "a comb has no other"}, r) {
		if row.Check == "gradient" {
			rows = append(rows, row)
		}
	}
	return rows
}

// TestKinks: in float64 a step fits between two kinks and still shows a slope, which the
// rounding of float32 would hide.
func TestKinks(t *testing.T) {
	for by, want := range map[float32]verify.Verdict{1: verify.Passed, 1.1: verify.Failed} {
		rows := gradients(t, by)
		if len(rows) != 2 {
			t.Fatalf("%d rows", len(rows))
		}
		for _, r := range rows {
			if r.Verdict != want || !strings.Contains(r.Note, "elements") {
				t.Errorf("a gradient times %v: %+v", by, r)
			}
		}
	}
}
