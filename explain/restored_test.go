package explain

import (
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
	"tfreeze/savedmodels"
	"tfreeze/savedmodels/checkpoint"
)

const smallV1 = "../testdata/vgg_16_small/ckpt_v1/vgg_16_small.ckpt"

// TestRestored: the variables get the values of a V1 checkpoint, though TensorFlow does
// not read the file.
func TestRestored(t *testing.T) {
	m, err := savedmodels.Load(savedmodels.Source{Arch: "vgg_16", Checkpoint: smallV1})
	if err != nil {
		t.Fatal(err)
	}
	e := &Explainer{graph: m.Graph}
	values := e.restored(m.Weights)
	raw, err := e.graphDef()
	if err != nil {
		t.Fatal(err)
	}
	weights := tensorflow.Weights(*m.Weights)
	weights.File = "gone"
	s, err := tensorflow.OpenWithValues(raw, &weights, values, tensorflow.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var names []string
	for _, v := range m.Checkpoint.Variables {
		if v.Name != "global_step" {
			names = append(names, v.Name)
		}
	}
	if len(names) != 32 {
		t.Fatalf("the network has %d variables", len(names))
	}
	got, err := s.Run(nil, names)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]float32{}
	if err := m.Checkpoint.Values(names, func(v checkpoint.Variable, r io.Reader) error {
		x, err := tensorflow.Read[float32](v.Shape, r)
		if err == nil {
			want[v.Name], err = tensorflow.Values[float32](x)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for i, name := range names {
		if op := m.Graph.Node(name).Op; op != "ReadVariableOp" {
			t.Errorf("%s is a %s", name, op)
		}
		if v, err := tensorflow.Values[float32](got[i]); err != nil || !cmp.Equal(v, want[name]) {
			t.Errorf("%s has other values than the checkpoint, or an error: %v", name, err)
		}
	}
}

// TestRestoredLeaves: what is not a V1 checkpoint, or no checkpoint at all, is left to TensorFlow.
func TestRestoredLeaves(t *testing.T) {
	v2, err := savedmodels.Load(savedmodels.Source{Arch: "vgg_16", Checkpoint: "../testdata/vgg_16_small/ckpt_v2/vgg_16_small.ckpt"})
	if err != nil {
		t.Fatal(err)
	}
	e := &Explainer{graph: v2.Graph}
	gone := *v2.Weights
	gone.File = "gone"
	for _, w := range []*savedmodels.Weights{nil, {}, v2.Weights, &gone} {
		if got := e.restored(w); got != nil {
			t.Errorf("%v gives %d tensors", w, len(got))
		}
	}
}

// TestKeepByHandle: a variable stays a reference if an op needs it as one, or if its
// assignment is read.
func TestKeepByHandle(t *testing.T) {
	for reader, want := range map[string]string{"Identity": "ReadVariableOp", "IsVariableInitialized": "VariableV2", "Assigned": "VariableV2", "NoSuchOp": "VariableV2"} {
		g := gr.New()
		s := gr.Scope{Graph: g}
		float := gr.Type{DType: gr.Float, Shape: gr.Shape{2}}
		value := s.Op("Placeholder", "value", float, gr.Attrs{"dtype": gr.Float})
		w := s.Op("VariableV2", "w", float, gr.Attrs{"dtype": gr.Float, "shape": float.Shape})
		assign := s.Op("Assign", "assign", float, gr.Attrs{"T": gr.Float}, w, value)
		if reader == "Assigned" {
			s.Op("Identity", "y", float, gr.Attrs{"T": gr.Float}, assign)
		} else {
			s.Op(reader, "y", float, gr.Attrs{"T": gr.Float}, w)
		}
		(&Explainer{graph: g}).keepByHandle(value)
		if w.Node.Op != want {
			t.Errorf("read by %s, it is a %s", reader, w.Node.Op)
		}
		if reader == "Identity" {
			runsByHandle(t, g)
		}
	}
}

// runsByHandle assigns a value by the node assign, and reads it by y.
func runsByHandle(t *testing.T, g *gr.Graph) {
	t.Helper()
	x, err := tensorflow.New([]int64{2}, []float32{1, 2})
	if err != nil {
		t.Fatal(err)
	}
	s, err := tensorflow.OpenWithValues(marshaled(t, g), &tensorflow.Weights{Target: "assign"}, map[string]*tensorflow.Tensor{"value": x}, tensorflow.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if got := yOf(t, s, nil); !cmp.Equal(got, []float32{1, 2}) {
		t.Errorf("the variable holds %v", got)
	}
}
