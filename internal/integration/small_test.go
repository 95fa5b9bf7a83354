package integration

import (
	"context"
	"path/filepath"
	"testing"

	"tfreeze/explain"
	"tfreeze/gen"
	"tfreeze/internal/tolerances"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// small lists models that each have one unusual feature. Python's results are in
// testdata/tf2/small.
var small = []struct {
	name string
	// file is the MetaGraph's file in the model's directory.
	file    string
	options gen.Options
	feeds   func(recorded map[string]array) map[string]explain.Feed
	frozen  string
}{
	{name: "two_inputs_keras3", options: gen.Options{Input: "image"}, feeds: fed("vector"), frozen: "Relu 1"},
	{name: "two_inputs_tf1", feeds: func(map[string]array) map[string]explain.Feed {
		return map[string]explain.Feed{"scale:0": {Text: "0.5"}}
	}, frozen: "Relu 1"},
	{name: "open_size", frozen: "Relu 1"},
	{name: "batch_one", frozen: "Relu 1"},
	{name: "several_signatures", options: gen.Options{Signature: "doubled"}, frozen: "Relu 1"},
	{name: "loop_beside", feeds: func(map[string]array) map[string]explain.Feed {
		return map[string]explain.Feed{"steps": {Text: "2"}}
	}, frozen: "Relu 1"},
	{name: "loop_beside_tf1", frozen: "Relu 1"},
	{name: "branch", frozen: "Elu 1, Relu 1"},
	{name: "branch_tf1", frozen: "Elu 1, Relu 1"},
	{name: "training_tf1", file: "/model.ckpt.meta", options: gen.Options{Input: "x", Output: "logits"}, frozen: "Relu 1"},
	{name: "strings", options: gen.Options{Input: "ParseExample/ParseExampleV2:0"}, frozen: "Relu 1"},
}

// fed feeds a recorded array without its batch dimension of 1.
func fed(key string) func(map[string]array) map[string]explain.Feed {
	return func(recorded map[string]array) map[string]explain.Feed {
		a := recorded[key]
		return map[string]explain.Feed{key: {Values: a.data, Shape: int64s(a.shape[1:])}}
	}
}

// TestSmall compares the scores and the gradient with Python's, both for the model in
// memory and for the model that gen writes. Every other method must run.
func TestSmall(t *testing.T) {
	for _, c := range small {
		t.Run(c.name, func(t *testing.T) {
			recorded := readArrays(t, testdata+"tf2/small/"+c.name+".npz")
			m := load(t, savedmodels.Source{Path: testdata + "tf2/small/" + c.name + c.file})
			p, err := gen.Build(m, c.options)
			if err != nil {
				t.Fatal(err)
			}
			wantBatches(t, p)
			if got := p.Report.FrozenByOp(); got != c.frozen {
				t.Errorf("frozen %s, want %s", got, c.frozen)
			}
			options := explain.Options{}
			if c.feeds != nil {
				options.Feeds = c.feeds(recorded)
			}
			compareRecorded(t, m, options, recorded)
			dir := filepath.Join(t.TempDir(), "generated")
			if err := gen.Write(p, dir); err != nil {
				t.Fatal(err)
			}
			compareRecorded(t, load(t, savedmodels.Source{Path: dir}), options, recorded)
		})
	}
}

func compareRecorded(t *testing.T, m *savedmodels.Model, o explain.Options, recorded map[string]array) {
	t.Helper()
	e, err := explain.Open(m, o)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	r := explain.NewRequest()
	r.Variants = serving.Variants
	r.Options.Set(methods.Samples.Is(3), methods.Steps.Is(50))
	x := recorded["x"]
	result, err := e.Explain(context.Background(), int64s(x.shape), x.data, r)
	if err != nil {
		t.Fatal(err)
	}
	compareGradient(t, result, recorded)
}

// compareGradient compares the scores and the plain gradient.
func compareGradient(t *testing.T, result *explain.Result, recorded map[string]array) {
	t.Helper()
	if err := compare(result.Scores, recorded["logits"].data, tolerances.Of("maps")); err != nil {
		t.Errorf("logits: %v", err)
	}
	for _, a := range result.Attributions {
		if a.Method == "grad" && a.Variant == serving.Plain {
			if err := compare(a.Values, recorded["grad"].data, tolerances.Of("maps")); err != nil {
				t.Errorf("grad: %v", err)
			}
		}
	}
}

func int64s(dims []int) []int64 {
	shape := make([]int64, len(dims))
	for i, d := range dims {
		shape[i] = int64(d)
	}
	return shape
}

func ints(shape []int64) []int {
	dims := make([]int, len(shape))
	for i, d := range shape {
		dims[i] = int(d)
	}
	return dims
}
