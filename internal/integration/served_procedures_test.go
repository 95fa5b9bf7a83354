package integration

import (
	"testing"

	"tfreeze/explain"
	"tfreeze/gen"
	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
	"tfreeze/internal/tolerances"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// TestServedProcedures: the signatures of occlusion and Blur IG give explain's maps, in all
// variants and for images one by one and together. Blurs round differently, as they are
// products there.
func TestServedProcedures(t *testing.T) {
	cases := []*golden{readGolden(t, "tiny.case0"), readGolden(t, "tiny.case1")}
	compareProcedures(t, load(t, savedmodels.Source{Path: testdata + "tiny/frozen.pb"}), cases)
	d := draft(7)
	y := d.op("Relu", "relu", nil, d.op("Mul", "scaled", nil, d.input(3, 5, 7), d.weights("w", 3, 5, 7)))
	d.op("MatMul", "logits", nil, d.op("Reshape", "flat", gr.Attrs{"Tshape": gr.Int32}, y, d.ints("shape", -1, 105)), d.weights("v", 105, 4))
	for i := range cases {
		cases[i] = &golden{shape: []int64{3, 5, 7}, x: make([]float32, 105)}
		for k := range cases[i].x {
			cases[i].x[k] = float32(d.r.NormFloat64())
		}
	}
	compareProcedures(t, &savedmodels.Model{Path: "draft.pb", Graph: d.Graph, Card: savedmodels.Card{Layout: gr.ChannelsFirst}}, cases)
}

func compareProcedures(t *testing.T, m *savedmodels.Model, cases []*golden) {
	t.Helper()
	if _, err := gen.Build(m, gen.Options{Methods: only(t, "occlusion", "blur_ig")}); err != nil {
		t.Fatal(err)
	}
	e, s := open(t, m), session(t, m)
	both := tensor(t, append([]int64{2}, cases[0].shape...), append(append([]float32{}, cases[0].x...), cases[1].x...))
	for _, c := range []struct {
		method    string
		options   methods.Values
		inputs    map[string]*tensorflow.Tensor
		tolerance tolerances.Row
	}{
		{"occlusion", methods.Values{}, nil, exact},
		{"occlusion", methods.With(methods.Window.Is(2)), map[string]*tensorflow.Tensor{"window": tensor(t, nil, []int32{2})}, exact},
		{"occlusion", methods.With(methods.Window.Is(3), methods.Stride.Is(2), methods.MeanDrop.Is(true)), map[string]*tensorflow.Tensor{
			"window": tensor(t, nil, []int32{3}), "stride": tensor(t, nil, []int32{2}), "mean_drop": tensor(t, nil, []bool{true}),
		}, exact},
		{"blur_ig", methods.With(methods.Steps.Is(7), methods.MaxSigma.Is(3)), map[string]*tensorflow.Tensor{
			"steps": tensor(t, nil, []int32{7}), "max_sigma": tensor(t, nil, []float32{3}),
		}, tolerances.Of("maps")},
	} {
		r := explain.NewRequest()
		r.Methods, r.Variants, r.Options, r.Engine = only(t, c.method), serving.Variants, c.options, explain.DenseEngine
		for i, g := range cases {
			for _, a := range run(t, e, g, r).Attributions {
				inputs := map[string]*tensorflow.Tensor{"input": batchOf(t, g)}
				for key, x := range c.inputs {
					inputs[key] = x
				}
				name := a.Method + suffixes[a.Variant] + serving.WithOptions
				if err := compare(call(t, s, m, name, inputs).attribution, a.Values, c.tolerance); err != nil {
					t.Errorf("%s, image %d, %v: %v", name, i, c.options, err)
				}
				inputs["input"] = both
				if err := compare(call(t, s, m, name, inputs).attribution[i*len(g.x):(i+1)*len(g.x)], a.Values, tolerances.Of("maps of a batch")); err != nil {
					t.Errorf("%s, image %d of two, %v: %v", name, i, c.options, err)
				}
			}
		}
	}
}
