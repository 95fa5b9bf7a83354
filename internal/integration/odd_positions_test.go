package integration

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"tfreeze/explain"
	"tfreeze/gen"
	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
	"tfreeze/targets"
)

// withPositions lists models whose scores have positions, with the shapes of these.
var withPositions = map[string]gr.Shape{
	"segmentation": {-1, 4, 4, 3}, "steps": {-1, 7, 4}, "flat_steps": {-1, -1, 4}, "autoencoder": {-1, 6, 6, 1},
}

// TestPositions compares the maps of an element, of a class summed over positions, and of
// one within a mask, explained and served.
func TestPositions(t *testing.T) {
	for name, shape := range withPositions {
		t.Run(name, func(t *testing.T) {
			m := load(t, savedmodels.Source{Path: testdata + "odd/" + name})
			p, err := gen.Build(m, gen.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if got := p.Subject.Logits.Shape(); !slices.Equal(got, shape) {
				t.Errorf("the scores have shape %v, want %v", got, shape)
			}
			e, s := open(t, m), session(t, m)
			for _, what := range []string{"element", "sum", "mask"} {
				comparePositions(t, e, s, m, readArrays(t, testdata+"odd/"+name+"."+what+".npz"), what == "mask")
			}
		})
	}
}

func comparePositions(t *testing.T, e *explain.Explainer, s *tensorflow.Session, m *savedmodels.Model, recorded map[string]array, masked bool) {
	t.Helper()
	r := explain.NewRequest()
	r.Methods, r.Variants = recordedMaps(t, recorded)
	r.Target = recordedTarget(recorded["target"])
	if masked {
		mask := recorded["mask"]
		r.Target = r.Target.Within(&targets.Mask{Path: "mask.npy", Shape: int64s(mask.shape), Weights: mask.data})
	}
	r.Options.Set(methods.Steps.Is(5), methods.Noise.Is(recorded["noise"].data))
	x := recorded["x"]
	result, err := e.Explain(context.Background(), int64s(x.shape), x.data, r)
	if err != nil {
		t.Fatal(err)
	}
	if err := compare(result.Scores, recorded["logits"].data, oddTolerance); err != nil {
		t.Errorf("scores: %v", err)
	}
	for _, a := range result.Attributions {
		if err := compare(a.Values, recorded[a.Method+"."+string(a.Variant)].data, oddTolerance); err != nil {
			t.Errorf("%s, %s: %v", a.Method, a.Variant, err)
		}
		sig, ok := m.Signature(a.Method + suffixes[a.Variant] + serving.WithOptions)
		if ok && a.Method != "smoothgrad" {
			compareAimed(t, s, sig, result, a, x)
		}
	}
}

// compareAimed compares a map with the served one, to the bit.
func compareAimed(t *testing.T, s *tensorflow.Session, sig gr.Signature, result *explain.Result, a explain.Attribution, x array) {
	t.Helper()
	index := result.Explained.Index()
	weightsShape, weights := result.Explained.Weights(result.Shape)
	feeds := map[string]*tensorflow.Tensor{
		sig.Inputs["input"].String():               tensor(t, append([]int64{1}, int64s(x.shape)...), x.data),
		sig.Inputs["target"].String():              tensor(t, []int64{int64(len(index))}, index),
		sig.Inputs[serving.TargetWeights].String(): tensor(t, weightsShape, weights),
	}
	if o, ok := sig.Inputs["steps"]; ok {
		feeds[o.String()] = tensor(t, nil, []int32{5})
	}
	out, err := s.Run(feeds, []string{sig.Outputs["attribution"].String(), sig.Outputs["target"].String(), sig.Outputs["score"].String()})
	if err != nil {
		t.Fatalf("%s: %v", sig.Name, err)
	}
	if got := floats(t, out[0]); !bytes.Equal(bytesOf(t, got), bytesOf(t, a.Values)) {
		t.Errorf("%s: served: %v", sig.Name, compare(got, a.Values, exact))
	}
	if got, err := tensorflow.Values[int32](out[1]); err != nil || !slices.Equal(got, index) {
		t.Errorf("%s: it explains %v, not %v, error %v", sig.Name, got, index, err)
	}
	if err := compare(floats(t, out[2]), []float32{result.Score}, oddTolerance); err != nil {
		t.Errorf("%s: score: %v", sig.Name, err)
	}
}

// TestRegression: one score for each input, [N], is that of a single class.
func TestRegression(t *testing.T) {
	p := compareOdd(t, "regression", gen.Options{})
	if got := p.Subject.Logits.Shape(); !slices.Equal(got, gr.Shape{-1, 1}) {
		t.Errorf("the scores have shape %v", got)
	}
}
