package verify

import (
	"context"
	"errors"
	"strings"
	"testing"

	"tfreeze/explain"
	"tfreeze/gen"
	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tolerances"
	"tfreeze/methods"
	"tfreeze/savedmodels"
)

// TestSettle: what maps are apart, and what rounding makes of them, at each input.
func TestSettle(t *testing.T) {
	c := &check{name: "c", limit: tolerances.Row{Value: 1e-4, Reason: "they are one"}}
	for name, of := range map[string]struct {
		apart, spread []float64
		err           error
		verdict       Verdict
		note          string
	}{
		"alike":                       {apart: []float64{1e-5}, spread: []float64{0}, verdict: Passed},
		"a unit goes the other way":   {apart: []float64{.2, 1e-6}, spread: []float64{0}, verdict: Passed, note: "at another input"},
		"it does so nearby":           {apart: []float64{.004}, spread: []float64{.003}, verdict: Passed, note: "differ by up to 0.003"},
		"too blunt, and sharp later":  {apart: []float64{.04, .3, 1e-6}, spread: []float64{.02, 0}, verdict: Passed, note: "at another input"},
		"blunt everywhere":            {apart: []float64{.04}, spread: []float64{.02}, verdict: Passed, note: "differ by up to 0.02"},
		"wrong everywhere":            {apart: []float64{.2}, spread: []float64{0}, verdict: Failed, note: "they are one; they differ at 6 inputs"},
		"wrong beyond rounding":       {apart: []float64{.2}, spread: []float64{.04}, verdict: Failed, note: "they are one; they differ at 6 inputs"},
		"rounding is all":             {apart: []float64{.9}, spread: []float64{.5}, verdict: Impossible, note: "float32 hides it"},
		"nothing comes":               {apart: []float64{0}, err: errors.New("it overflows"), spread: []float64{0}, verdict: Failed, note: "it overflows"},
		"nothing comes at one of all": {apart: []float64{-1, 1e-6}, spread: []float64{0}, verdict: Passed, note: "at another input"},
	} {
		at := func(values []float64) measurement {
			return func(k int, _ *comparison, _ []*comparison) (float64, error) {
				v := values[min(k, len(values)-1)] // the last holds for all that follow
				if v < 0 {
					return 0, errors.New("it overflows")
				}
				return v, of.err
			}
		}
		rows, err := c.settle(context.Background(), []*comparison{{compared: "x"}}, experiment{at(of.apart), at(of.spread)})
		if err != nil || len(rows) != 1 || rows[0].Verdict != of.verdict || !strings.Contains(rows[0].Note, of.note) {
			t.Errorf("%s: %+v, %v", name, rows, err)
		}
	}
}

// TestFloat32: float32 maps of another network than the twin's are found out, each.
func TestFloat32(t *testing.T) {
	build := func(scale float32) *savedmodels.Model {
		m, err := savedmodels.Load(savedmodels.Source{Path: "../testdata/tiny/frozen.pb"})
		if err != nil {
			t.Fatal(err)
		}
		weights := m.Graph.Node("tiny/conv2/weights")
		s := gr.Scope{Graph: m.Graph, Prefix: "scaled"}
		uses := m.Graph.Uses()[weights]
		scaled := s.Op("Mul", "", gr.Type{DType: gr.Float}, gr.Attrs{"T": gr.Float}, weights.Out(0), s.Const("by", gr.Tensor(nil, scale)))
		for _, u := range uses {
			u.Node.Inputs[u.Input] = scaled
		}
		if _, err := gen.Build(m, gen.Options{Methods: methods.Served(), Bare: true}); err != nil {
			t.Fatal(err)
		}
		return m
	}
	for scale, want := range map[float32]Verdict{1: Passed, 1.02: Failed} {
		v, err := Open(&Subject{Model: build(1)}, explain.Options{Threads: 1})
		if err != nil {
			t.Fatal(err)
		}
		defer v.Close()
		if v.twin, err = newTwin(build(scale), nil, 1); err != nil {
			t.Fatal(err)
		}
		r := NewRequest()
		r.Methods = methods.Served()
		r.Options.Set(methods.RectPercentile.Is(50)) // above the 98th of so few units, none passes, and both maps are 0
		x, _ := RandomInput(v.InputShape(), nil, 1)
		rows, err := v.Verify(context.Background(), v.InputShape(), x, r)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			// The variance of a gradient that a mask keeps constant is 0 in either network.
			constant := strings.HasPrefix(row.Compared, "vargrad, mask,")
			if row.Check == "float32" && row.Verdict != want && !constant {
				t.Errorf("weights times %v: %+v", scale, row)
			}
		}
	}
}
