package integration

import (
	"path/filepath"
	"testing"

	"tfreeze/explain"
	"tfreeze/gen"
	"tfreeze/savedmodels"
)

// filed lists the files of testdata/forms: one network as people have it.
var filed = []struct {
	name    string
	source  savedmodels.Source
	options gen.Options
}{
	{name: "snappy"},
	{name: "text_saved_model"},
	{name: "text_graph", source: savedmodels.Source{Path: "graph.pbtxt"}},
	{name: "text_meta_graph", source: savedmodels.Source{Path: "model.ckpt.meta"}},
	{name: "unknown_rank"},
	{name: "any_rank"},
	{name: "unbatched"},
	{name: "unbatched_softmax"},
	{name: "token_ids", options: gen.Options{Input: "Gather"}},
	{name: "keras3_saved"},
	{name: "functions", source: savedmodels.Source{Function: "__call__"}},
	{name: "training_softmax", source: savedmodels.Source{Path: "model.ckpt.meta"}},
	{name: "training_sigmoid", source: savedmodels.Source{Path: "model.ckpt.meta"}, options: gen.Options{Output: "logits"}},
	{name: "training_by_hand", source: savedmodels.Source{Path: "model.ckpt.meta"}},
	{name: "training_squares", source: savedmodels.Source{Path: "model.ckpt.meta"}},
	{name: "partitioned"},
	{name: "partitioned_v1", source: savedmodels.Source{Path: "model.ckpt.meta"}},
	{name: "other_name", source: savedmodels.Source{Path: "my_network.pb"}},
}

// TestFiled compares the scores and the gradient with Python's, both for the model in
// memory and for the model that gen writes.
func TestFiled(t *testing.T) {
	for _, c := range filed {
		t.Run(c.name, func(t *testing.T) {
			recorded := readArrays(t, testdata+"forms/"+c.name+".npz")
			source := c.source
			source.Path = filepath.Join(testdata, "forms", c.name, source.Path)
			m := load(t, source)
			p, err := gen.Build(m, c.options)
			if err != nil {
				t.Fatal(err)
			}
			if got := p.Report.FrozenByOp(); got != "Relu 1" {
				t.Errorf("frozen %s, want Relu 1", got)
			}
			compareRecorded(t, m, explain.Options{}, recorded)
			compareRecorded(t, load(t, savedmodels.Source{Path: written(t, p)}), explain.Options{}, recorded)
		})
	}
}
