package explain_test

import (
	"maps"
	"testing"

	gr "tfreeze/graphrewrite"

	"tfreeze/explain"
	"tfreeze/gen"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
	"tfreeze/savedmodels"
)

// TestSignatures calls each method's signature as a server would, by its keys
// alone, and compares with Explain. The signatures of path methods give a term;
// the test takes the mean.
func TestSignatures(t *testing.T) {
	g := readGolden(t, "tiny.case0")
	m := load(t, savedmodels.Source{Path: testdata + "tiny/frozen.pb"})
	e := open(t, m)
	s := session(t, m)
	for _, v := range explain.Variants {
		r := explain.NewRequest()
		r.Methods, r.Variants, r.Steps, r.Noise = methods.All, []explain.Variant{v}, 10, g.arrays["noise"].data
		result := run(t, e, g, r)
		for i, method := range methods.All {
			freeze := freezeByKeys(t, m, result, method, v)
			if v == explain.Mask {
				freeze = masksByKeys(t, s, m, g, result, method)
			}
			got := served(t, s, m, g, method, freeze)
			if err := compare(got, result.Attributions[i].Values, tolerance{1e-5, 1e-5}); err != nil {
				t.Errorf("%s, %s: %v", method.Name, v, err)
			}
		}
	}
}

// freezeByKeys feeds thresholds alone: the values default to the activations at
// the input.
func freezeByKeys(t *testing.T, m *savedmodels.Model, r *explain.Result, method methods.Method, v explain.Variant) map[string]*tensorflow.Tensor {
	t.Helper()
	feeds := map[string]*tensorflow.Tensor{}
	if v == explain.Plain {
		return feeds
	}
	s, _ := m.Signature(method.Name)
	for _, l := range r.Layers {
		feeds[s.Inputs["threshold/"+l.Name].String()] = tensor(t, nil, []float32{l.Threshold})
	}
	return feeds
}

// masksByKeys feeds values and masks, of what the activations' signature gives.
func masksByKeys(t *testing.T, s *tensorflow.Session, m *savedmodels.Model, g *golden, r *explain.Result, method methods.Method) map[string]*tensorflow.Tensor {
	t.Helper()
	activations, _ := m.Signature(savedmodels.SignatureActivations)
	input := map[string]*tensorflow.Tensor{activations.Inputs["input"].String(): batchOf(t, g)}
	sig, _ := m.Signature(method.Name)
	feeds := map[string]*tensorflow.Tensor{}
	for _, l := range r.Layers {
		shape := append([]int64{1}, l.Shape...)
		v := values(t, s, input, activations.Outputs[l.Name])
		pass := make([]bool, len(v))
		for i := range v {
			pass[i] = v[i] >= l.Threshold
		}
		feeds[sig.Inputs["value/"+l.Name].String()] = tensor(t, shape, v)
		feeds[sig.Inputs["mask/"+l.Name].String()] = tensor(t, shape, pass)
	}
	return feeds
}

func served(t *testing.T, s *tensorflow.Session, m *savedmodels.Model, g *golden, method methods.Method, freeze map[string]*tensorflow.Tensor) []float32 {
	t.Helper()
	sig, ok := m.Signature(method.Name)
	if !ok {
		t.Fatalf("no signature %s", method.Name)
	}
	feeds := maps.Clone(freeze)
	feeds[sig.Inputs["input"].String()] = batchOf(t, g)
	own, n := sig.Inputs["alpha"], 10
	if noise := sig.Inputs["noise"]; !noise.IsZero() {
		own, n = noise, 5
	}
	if own.IsZero() {
		return values(t, s, feeds, sig.Outputs["attribution"])
	}
	mean := make([]float32, len(g.x))
	for k := range n {
		feeds[own.String()] = term(t, g, sig, k)
		for i, v := range values(t, s, feeds, sig.Outputs["attribution"]) {
			mean[i] += v / float32(n)
		}
	}
	return mean
}

// term is the k-th alpha of 10, or the k-th noise.
func term(t *testing.T, g *golden, s gr.Signature, k int) *tensorflow.Tensor {
	t.Helper()
	if s.Inputs["noise"].IsZero() {
		return tensor(t, nil, []float32{float32(k+1) / 10})
	}
	return tensor(t, append([]int64{1}, g.shape...), g.arrays["noise"].data[k*len(g.x):(k+1)*len(g.x)])
}

// TestSignaturesOfABatch: two images in one call, each with thresholds of its
// own, give what each gives alone.
func TestSignaturesOfABatch(t *testing.T) {
	cases := []*golden{readGolden(t, "tiny.case0"), readGolden(t, "tiny.case1")}
	m := load(t, savedmodels.Source{Path: testdata + "tiny/frozen.pb"})
	e := open(t, m)
	s := session(t, m)
	sig, _ := m.Signature("grad")
	var x, want []float32
	var targets []int32
	thresholds := map[string][]float32{}
	for _, g := range cases {
		r := explain.NewRequest()
		r.Methods, r.Variants = only(t, "grad"), []explain.Variant{explain.Threshold}
		result := run(t, e, g, r)
		x, want, targets = append(x, g.x...), append(want, result.Attributions[0].Values...), append(targets, int32(result.Target))
		for _, l := range result.Layers {
			thresholds[l.Name] = append(thresholds[l.Name], l.Threshold)
		}
	}
	feeds := map[string]*tensorflow.Tensor{
		sig.Inputs["input"].String():  tensor(t, append([]int64{2}, cases[0].shape...), x),
		sig.Inputs["target"].String(): tensor(t, []int64{2}, targets),
	}
	for name, both := range thresholds {
		feeds[sig.Inputs["threshold/"+name].String()] = tensor(t, []int64{2, 1, 1, 1}, both)
	}
	if err := compare(values(t, s, feeds, sig.Outputs["attribution"]), want, tolerance{1e-6, 1e-6}); err != nil {
		t.Error(err)
	}
}

// TestActivationsSignature names every frozen activation, and the logits.
func TestActivationsSignature(t *testing.T) {
	m := load(t, savedmodels.Source{Path: testdata + "tiny/frozen.pb"})
	if _, err := gen.Build(m, gen.Options{}); err != nil {
		t.Fatal(err)
	}
	s, ok := m.Signature(savedmodels.SignatureActivations)
	if !ok || len(s.Outputs) != 3 || s.Outputs[savedmodels.LogitsKey].IsZero() || s.Outputs["tiny/conv2/Relu"].IsZero() {
		t.Errorf("outputs %v", s.Outputs)
	}
}
