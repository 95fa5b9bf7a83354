package savedmodels

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	gr "tfreeze/graphrewrite"
)

// TestRestored: a saver's tensors have the keys of the checkpoint; what is not read whole,
// by a constant key, from the file of the weights, is left out.
func TestRestored(t *testing.T) {
	g := gr.New()
	s := gr.Scope{Graph: g}
	texts := func(name string, values ...string) gr.Output {
		return s.Const(name, gr.StringTensor(gr.Shape{int64(len(values))}, values...))
	}
	text := gr.Type{DType: stringType}
	file, other := s.Const("file", gr.StringTensor(gr.Shape{}, "x")), s.Const("other", gr.StringTensor(gr.Shape{}, "y"))
	computed := s.Op("Identity", "computed", text, nil, texts("key", "a"))
	all := s.Node("NoOp", "all", nil, nil)
	restore := func(name string, inputs ...gr.Output) *gr.Node {
		n := s.Node("RestoreV2", name, make([]gr.Type, 2), nil, inputs...)
		all.Control = append(all.Control, n)
		return n
	}
	restore("whole", file, texts("keys", "a", "b"), texts("parts", "", ""))
	restore("partly", file, texts("keys", "a", "b"), texts("parts", "", "4 0,2"))
	restore("of another", other, texts("keys", "a", "b"), texts("parts", "", ""))
	restore("by a computed key", file, computed, texts("parts", ""))
	restore("damaged", file)
	s.Node("RestoreV2", "not run", make([]gr.Type, 1), nil, file, texts("keys", "c"), texts("parts", ""))

	got := map[string]string{}
	for o, key := range (&Weights{Feed: "file:0", Target: "all"}).Restored(g) {
		got[o.String()] = key
	}
	if diff := cmp.Diff(map[string]string{"whole:0": "a", "whole:1": "b"}, got); diff != "" {
		t.Error(diff)
	}
	for _, w := range []Weights{{}, {Target: "all"}, {Feed: "file:0"}, {Feed: "gone:0", Target: "all"}} {
		if got := w.Restored(g); len(got) > 0 {
			t.Errorf("%v restores %v", w, got)
		}
	}
}
