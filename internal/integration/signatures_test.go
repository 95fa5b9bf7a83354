package integration

import (
	"bytes"
	"slices"
	"testing"

	"tfreeze/explain"
	"tfreeze/gen"
	"tfreeze/internal/tensorflow"
	"tfreeze/internal/tolerances"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/report"
	"tfreeze/savedmodels"
	"tfreeze/targets"
)

// suffixes are the variants' suffixes in the names of signatures.
var suffixes = map[serving.Variant]string{serving.Plain: "", serving.Threshold: "_frozen", serving.Mask: "_frozen_mask"}

// served is the result of a signature.
type served struct {
	attribution, heatmap, score []float32
	target                      []int32
	// baselineScore is nil for methods without a baseline.
	baselineScore []float32
}

// call calls a signature as a server would, by its keys alone.
func call(t *testing.T, s *tensorflow.Session, m *savedmodels.Model, name string, inputs map[string]*tensorflow.Tensor) served {
	t.Helper()
	sig, ok := m.Signature(name)
	if !ok {
		t.Fatalf("no signature %s", name)
	}
	feeds := map[string]*tensorflow.Tensor{}
	for key, x := range inputs {
		feeds[sig.Inputs[key].String()] = x
	}
	var fetches []string
	for _, key := range []string{"attribution", "heatmap", "score", "target"} {
		fetches = append(fetches, sig.Outputs[key].String())
	}
	if o, ok := sig.Outputs[serving.BaselineScore]; ok {
		fetches = append(fetches, o.String())
	}
	out, err := s.Run(feeds, fetches)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	target, err := tensorflow.Values[int32](out[3])
	if err != nil {
		t.Fatal(err)
	}
	got := served{attribution: floats(t, out[0]), heatmap: floats(t, out[1]), score: floats(t, out[2]), target: target}
	if len(out) > 4 {
		got.baselineScore = floats(t, out[4])
	}
	return got
}

func floats(t *testing.T, x *tensorflow.Tensor) []float32 {
	t.Helper()
	v, err := tensorflow.Values[float32](x)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestSignaturesAlone: called with the input alone, a signature returns the same bits
// as Explain with its defaults and the dense engine. Only noise is off by an ulp,
// because the signature's stdev of 0.15 is a float32.
func TestSignaturesAlone(t *testing.T) {
	g := readGolden(t, "tiny.case0")
	m := load(t, savedmodels.Source{Path: testdata + "tiny/frozen.pb"})
	e, s := open(t, m), session(t, m)
	r := explain.NewRequest()
	r.Methods, r.Variants, r.Engine = methods.Served(), serving.Variants, explain.DenseEngine
	r.Options.Set(methods.Stdev.Is(float64(float32(0.15))))
	for _, a := range run(t, e, g, r).Attributions {
		if a.Variant == serving.Mask && !moves(a.Method) {
			continue
		}
		name := a.Method + suffixes[a.Variant]
		got := call(t, s, m, name, map[string]*tensorflow.Tensor{"input": batchOf(t, g)})
		if !bytes.Equal(bytesOf(t, got.attribution), bytesOf(t, a.Values)) {
			t.Errorf("%s: %v", name, compare(got.attribution, a.Values, exact))
		}
		compareHeatmap(t, name, got, g)
	}
}

// moves reports whether a method evaluates the network at other points than the input.
func moves(method string) bool {
	found, _ := methods.Select([]string{method})
	return found[0].Moves()
}

// compareHeatmap compares with the picture that the command draws.
func compareHeatmap(t *testing.T, name string, got served, g *golden) {
	t.Helper()
	height, width := int(g.shape[0]), int(g.shape[1])
	channels := len(got.attribution) / (height * width) // one, of a method that gives each pixel a value
	want, err := report.Grayscale(report.Map{Shape: [3]int{height, width, channels}, Data: got.attribution}, report.DefaultPercentile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(bytesOf(t, got.heatmap), bytesOf(t, want.Data)) {
		t.Errorf("%s: heatmap: %v", name, compare(got.heatmap, want.Data, exact))
	}
}

// TestSignaturesWithOptions sets every option. Gradients that explain computes in tiles round
// differently.
func TestSignaturesWithOptions(t *testing.T) {
	t.Parallel()
	for _, f := range networks {
		t.Run(f.name, func(t *testing.T) {
			g := readGolden(t, f.goldens[0])
			m := load(t, f.source(t))
			e, s := open(t, m), session(t, m)
			r := explain.NewRequest()
			r.Methods, r.Variants, r.Target, r.Engine = methods.Served(), serving.Variants, targets.Class(2), explain.DenseEngine
			r.Options.Set(methods.Percentile.Is(62.5), methods.Steps.Is(3), methods.Samples.Is(2), methods.Stdev.Is(0.25), methods.Seed.Is(7),
				methods.RectPercentile.Is(75), methods.PathPercentile.Is(50), methods.Sigmas.Is(1),
				methods.LRPEpsilon.Is(0.0009765625), methods.Gamma.Is(0.5), methods.OneHot.Is(true),
				methods.Epsilon.Is(0.0009765625), methods.Baseline.Is(methods.BaselineArray(slices.Repeat([]float32{0.5}, len(g.x)))))
			result := run(t, e, g, r)
			for _, a := range result.Attributions {
				if a.Variant == serving.Mask && !moves(a.Method) {
					continue
				}
				name := a.Method + suffixes[a.Variant]
				got := call(t, s, m, name+serving.WithOptions, chosen(t, m, name, g))
				if err := compare(got.attribution, a.Values, tolerances.Of("maps of hastened networks")); err != nil {
					t.Errorf("%s: %v", name, err)
				}
				if got.target[0] != 2 || got.score[0] != result.Score {
					t.Errorf("%s: target %v, score %v; want 2, %v", name, got.target, got.score, result.Score)
				}
				compareHeatmap(t, name, got, g)
			}
		})
	}
}

// chosen returns the options of TestSignaturesWithOptions that a signature takes.
func chosen(t *testing.T, m *savedmodels.Model, name string, g *golden) map[string]*tensorflow.Tensor {
	t.Helper()
	all := map[string]*tensorflow.Tensor{
		"input": batchOf(t, g), "target": tensor(t, nil, []int32{2}), "percentile": tensor(t, nil, []float32{62.5}),
		"steps": tensor(t, nil, []int32{3}), "baseline": tensor(t, nil, []float32{0.5}), "samples": tensor(t, nil, []int32{2}),
		"stdev": tensor(t, nil, []float32{0.25}), "seed": tensor(t, nil, []int64{7}), "epsilon": tensor(t, nil, []float32{0.0009765625}),
		"rect_percentile": tensor(t, nil, []float32{75}), "path_percentile": tensor(t, nil, []float32{50}), "sigmas": tensor(t, nil, []float32{1}),
		"lrp_epsilon": tensor(t, nil, []float32{0.0009765625}), "gamma": tensor(t, nil, []float32{0.5}), "one_hot": tensor(t, nil, []bool{true}),
	}
	sig, _ := m.Signature(name + serving.WithOptions)
	inputs := map[string]*tensorflow.Tensor{}
	for key := range sig.Inputs {
		if inputs[key] = all[key]; all[key] == nil {
			t.Fatalf("%s: the test does not know its input %s", name, key)
		}
	}
	return inputs
}

// TestSignaturesOfABatch: two images in one call have the same maps as each alone, up
// to the rounding of other kernels.
func TestSignaturesOfABatch(t *testing.T) {
	cases := []*golden{readGolden(t, "tiny.case0"), readGolden(t, "tiny.case1")}
	m := load(t, savedmodels.Source{Path: testdata + "tiny/frozen.pb"})
	open(t, m)
	s := session(t, m)
	both := tensor(t, append([]int64{2}, cases[0].shape...), append(append([]float32{}, cases[0].x...), cases[1].x...))
	for _, method := range methods.Served() {
		for _, suffix := range suffixes {
			if suffix == "_frozen_mask" && !moves(method.Name) {
				continue
			}
			name := method.Name + suffix
			inputs := map[string]*tensorflow.Tensor{"input": both, "target": tensor(t, []int64{2}, []int32{2, -1})}
			got := call(t, s, m, name+serving.WithOptions, inputs)
			var want served
			for i, target := range []int32{2, -1} {
				one := map[string]*tensorflow.Tensor{"input": batchOf(t, cases[i]), "target": tensor(t, nil, []int32{target})}
				w := call(t, s, m, name+serving.WithOptions, one)
				want.attribution, want.heatmap = append(want.attribution, w.attribution...), append(want.heatmap, w.heatmap...)
				want.score, want.target = append(want.score, w.score...), append(want.target, w.target...)
			}
			for key, pair := range map[string][2][]float32{
				"attribution": {got.attribution, want.attribution}, "heatmap": {got.heatmap, want.heatmap}, "score": {got.score, want.score},
			} {
				if err := compare(pair[0], pair[1], tolerances.Of("maps of a batch")); err != nil {
					t.Errorf("%s: %s: %v", name, key, err)
				}
			}
			if got.target[0] != 2 || got.target[1] != want.target[1] {
				t.Errorf("%s: targets %v, want %v", name, got.target, want.target)
			}
		}
	}
}

// TestActivationsSignature: the signature returns every frozen activation, and the
// logits.
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
