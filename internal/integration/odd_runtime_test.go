package integration

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tfreeze/explain"
	"tfreeze/gen"
	gr "tfreeze/graphrewrite"
	"tfreeze/inputs"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// oddBatches lists models whose activations hold the images of a batch differently from
// [N,...].
var oddBatches = map[string]map[string]gr.Rows{
	"frames":         {"Elu": {Outer: 1, Inner: 3}, "Relu": {Outer: 1, Inner: 3}},
	"frames_open":    {"Elu": {Outer: 1}, "Relu": {Outer: 1}},
	"time_major":     {"Relu": {Axis: 1, Outer: 1, Inner: 1}, "Relu_1": {Axis: 1, Outer: 1, Inner: 1}},
	"windows":        {"Gelu/mul_2": {Outer: 1, Inner: 4}},
	"space_to_batch": {"Relu": {Outer: 4, Inner: 1}},
	"twins":          {"Relu": {Outer: 2, Inner: 1}},
	"batch_of_three": nil,
}

// TestOddBatches compares the maps of two images that went through the network together
// with Python's maps of each alone, both for Explain and for the model that gen writes.
func TestOddBatches(t *testing.T) {
	for name, rows := range oddBatches {
		t.Run(name, func(t *testing.T) {
			first, second := readArrays(t, testdata+"odd/"+name+".npz"), readArrays(t, testdata+"odd/"+name+".second.npz")
			m := load(t, savedmodels.Source{Path: testdata + "odd/" + name})
			if _, err := gen.Build(m, gen.Options{}); err != nil {
				t.Fatal(err)
			}
			if g := m.Card.Generated; g.Alone != "" || !maps.Equal(g.Rows, rows) {
				t.Errorf("rows %v, want %v; refused: %q", g.Rows, rows, g.Alone)
			}
			e := open(t, m)
			compareOddMaps(t, e, first, oddTolerance)
			compareOddMaps(t, e, second, oddTolerance)
			compareTogether(t, e, first, second)
			compareServed(t, m, first, second)
		})
	}
}

// compareTogether compares the maps of Explain.
func compareTogether(t *testing.T, e *explain.Explainer, recorded ...map[string]array) {
	t.Helper()
	r := explain.NewRequest()
	r.Methods, r.Variants = recordedMaps(t, recorded[0])
	r.Options.Set(methods.Steps.Is(5), methods.Noise.Is(recorded[0]["noise"].data))
	var inputs [][]float32
	for _, a := range recorded {
		inputs = append(inputs, a["x"].data)
	}
	handed := 0
	r.Each = func(*explain.Result, explain.Attribution) error { handed++; return nil }
	results, err := e.ExplainBatch(context.Background(), int64s(recorded[0]["x"].shape), inputs, r)
	if err != nil {
		t.Fatal(err)
	}
	if want := len(inputs) * len(r.Methods) * len(r.Variants); len(results) != len(inputs) || handed != want {
		t.Fatalf("%d results and %d maps for %d inputs, want %d", len(results), handed, len(inputs), want)
	}
	for i, result := range results {
		for _, a := range result.Attributions {
			want := recorded[i][a.Method+"."+string(a.Variant)]
			if err := compare(a.Values, want.data, oddTolerance); err != nil {
				t.Errorf("together, image %d, %s, %s: %v", i, a.Method, a.Variant, err)
			}
		}
	}
}

// compareServed compares the maps of the signatures without noise, for as many images
// as the network takes. The first image is repeated at the end.
func compareServed(t *testing.T, m *savedmodels.Model, recorded ...map[string]array) {
	t.Helper()
	s := session(t, m)
	if shape := m.Signatures[0].Inputs; len(recorded) == 2 {
		for _, o := range shape {
			if n := o.Shape()[0]; n == 3 {
				recorded = append(recorded, recorded[0])
			}
		}
	}
	var x []float32
	for _, a := range recorded {
		x = append(x, a["x"].data...)
	}
	batch, err := tensorflow.New(append([]int64{int64(len(recorded))}, int64s(recorded[0]["x"].shape)...), x)
	if err != nil {
		t.Fatal(err)
	}
	size := len(recorded[0]["x"].data)
	for _, name := range []string{"grad", "guided_backprop", "integrated_gradients", "deeplift"} {
		for v, suffix := range suffixes {
			sig, ok := m.Signature(name + suffix + serving.WithOptions)
			if !ok {
				continue
			}
			feeds := map[string]*tensorflow.Tensor{sig.Inputs["input"].String(): batch}
			if o, ok := sig.Inputs["steps"]; ok {
				if feeds[o.String()], err = tensorflow.Scalar(int32(5)); err != nil {
					t.Fatal(err)
				}
			}
			out, err := s.Run(feeds, []string{sig.Outputs["attribution"].String()})
			if err != nil {
				t.Fatalf("%s%s: %v", name, suffix, err)
			}
			got := floats(t, out[0])
			for i, a := range recorded {
				if err := compare(got[i*size:(i+1)*size], a[name+"."+string(v)].data, oddTolerance); err != nil {
					t.Errorf("served, image %d, %s%s: %v", i, name, suffix, err)
				}
			}
		}
	}
}

// TestAlone: if images cannot be told apart, one at a time is explained correctly, and
// several are refused, also by the model that gen writes.
func TestAlone(t *testing.T) {
	for name, why := range map[string]string{
		"batch_mean":        `activation "Relu": node "Mean" (Mean): it is not known to keep the inputs of a batch apart`,
		"scalar_activation": `activation "Relu_1": node "Mean_1" (Mean): it is not known to keep the inputs of a batch apart`,
	} {
		recorded := readArrays(t, testdata+"odd/"+name+".npz")
		m := load(t, savedmodels.Source{Path: testdata + "odd/" + name})
		p, err := gen.Build(m, gen.Options{Methods: only(t, "grad", "guided_backprop", "integrated_gradients", "smoothgrad", "deeplift")})
		if err != nil {
			t.Fatal(err)
		}
		if p.Report.Alone != why {
			t.Errorf("refused: %s\nwant     %s", p.Report.Alone, why)
		}
		e, x := open(t, m), recorded["x"]
		compareOddMaps(t, e, recorded, oddTolerance)
		compareServed(t, m, recorded)
		r := explain.NewRequest()
		_, err = e.ExplainBatch(context.Background(), int64s(x.shape), [][]float32{x.data, x.data}, r)
		if want := "the network can be explained for one input at a time, not 2 together: " + why; err == nil || err.Error() != want {
			t.Errorf("two inputs\ngot  %v\nwant %s", err, want)
		}
		refusedBatch(t, m, x, "one input at a time: "+why)
	}
}

// refusedBatch calls each signature with two inputs.
func refusedBatch(t *testing.T, m *savedmodels.Model, x array, why string) {
	t.Helper()
	s := session(t, m)
	batch, err := tensorflow.New(append([]int64{2}, int64s(x.shape)...), slices.Concat(x.data, x.data))
	if err != nil {
		t.Fatal(err)
	}
	for _, sig := range m.Signatures {
		if sig.Outputs["attribution"].IsZero() {
			continue
		}
		for key, o := range sig.Outputs {
			_, err := s.Run(map[string]*tensorflow.Tensor{sig.Inputs["input"].String(): batch}, []string{o.String()})
			if err == nil || !strings.Contains(strings.ReplaceAll(err.Error(), `\"`, `"`), why) {
				t.Errorf("%s, %s, two inputs: %v", sig.Name, key, err)
			}
		}
	}
}

// TestBatchOfThreeMixed: a network that takes three images and mixes them is refused.
func TestBatchOfThreeMixed(t *testing.T) {
	m := load(t, savedmodels.Source{Path: testdata + "odd/batch_of_three_mixed"})
	_, err := gen.Build(m, gen.Options{})
	want := `freeze: the network takes 3 inputs at a time, never one, and one cannot be told from the others: activation "Relu": node "Max" (Max): it is not known to keep the inputs of a batch apart`
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

// TestLayersOfFrames: a layer contains all rows of an image.
func TestLayersOfFrames(t *testing.T) {
	recorded := readArrays(t, testdata+"odd/frames.npz")
	m := load(t, savedmodels.Source{Path: testdata + "odd/frames"})
	if _, err := gen.Build(m, gen.Options{Bare: true}); err != nil {
		t.Fatal(err)
	}
	e, x := open(t, m), recorded["x"]
	for _, inputs := range [][][]float32{{x.data}, {x.data, x.data}} {
		results, err := e.ExplainBatch(context.Background(), int64s(x.shape), inputs, explain.NewRequest())
		if err != nil {
			t.Fatal(err)
		}
		l := results[0].Layers[0]
		if diff := cmp.Diff(l.Shape, []int64{3, 5, 4, 3}); diff != "" || l.Nodes != 180 {
			t.Errorf("%d inputs: layer of %d nodes, shape %v", len(inputs), l.Nodes, l.Shape)
		}
	}
}

// TestNaNBehindFrozen: frozen values are selected, and never multiplied by 0.
func TestNaNBehindFrozen(t *testing.T) {
	compareOdd(t, "nan_behind_frozen", gen.Options{})
	compareOdd(t, "nan_behind_frozen", gen.Options{Exact: true})
	compareOdd(t, "infinite_at_dead", gen.Options{})
	recorded := readArrays(t, testdata+"odd/nan_behind_frozen.npz")
	m := load(t, savedmodels.Source{Path: testdata + "odd/nan_behind_frozen"})
	if _, err := gen.Build(m, gen.Options{}); err != nil {
		t.Fatal(err)
	}
	s, x := session(t, m), recorded["x"]
	batch, err := tensorflow.New(append([]int64{1}, int64s(x.shape)...), x.data)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"grad", "guided_backprop"} {
		got := call(t, s, m, name+"_frozen", map[string]*tensorflow.Tensor{"input": batch})
		if err := compare(got.attribution, recorded[name+".threshold"].data, oddTolerance); err != nil {
			t.Errorf("served, %s: %v", name, err)
		}
	}
}

// TestChannelsFirst: maps equal Python's, and the served heatmap is the picture of the
// map in [H,W,C].
func TestChannelsFirst(t *testing.T) {
	compareOdd(t, "channels_first", gen.Options{})
	m := load(t, savedmodels.Source{Path: testdata + "odd/channels_first"})
	if _, err := gen.Build(m, gen.Options{Methods: only(t, "grad")}); err != nil {
		t.Fatal(err)
	}
	if l := m.Card.Generated.Layout; l != gr.ChannelsFirst {
		t.Errorf("layout %q", l)
	}
	x := readArrays(t, testdata+"odd/channels_first.npz")["x"]
	batch, err := tensorflow.New(append([]int64{1}, int64s(x.shape)...), x.data)
	if err != nil {
		t.Fatal(err)
	}
	got := call(t, session(t, m), m, "grad_frozen", map[string]*tensorflow.Tensor{"input": batch})
	shape, upright := inputs.Upright(int64s(x.shape), got.attribution, gr.ChannelsFirst)
	if diff := cmp.Diff(shape, []int64{6, 5, 3}); diff != "" || upright[1] != got.attribution[30] || upright[5*3] != got.attribution[5] {
		t.Errorf("upright, the map has shape %v: %v", shape, upright)
	}
	if again, laid := inputs.Laid(shape, upright, gr.ChannelsFirst); !slices.Equal(laid, got.attribution) || !slices.Equal(again, int64s(x.shape)) {
		t.Errorf("laid again, the map has shape %v: %v", again, laid)
	}
	compareHeatmap(t, "grad_frozen", served{attribution: upright, heatmap: got.heatmap}, &golden{shape: shape})
	s, _ := m.Signature("grad_frozen")
	if diff := cmp.Diff(s.Dims["attribution"], []string{"batch", "channels", "height", "width"}); diff != "" {
		t.Error(diff)
	}
}
