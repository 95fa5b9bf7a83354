package savedmodels

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	gr "tfreeze/graphrewrite"
)

const smallV1 = "../testdata/vgg_16_small/ckpt_v1/vgg_16_small.ckpt"

// TestArchitectureModel loads narrow networks: all sizes are the checkpoint's.
func TestArchitectureModel(t *testing.T) {
	const smallV2 = "../testdata/vgg_16_small/ckpt_v2"
	for _, test := range []struct{ given, path, form string }{
		{smallV1, smallV1, "vgg_16, V1 checkpoint"},
		{smallV2 + "/vgg_16_small.ckpt", smallV2 + "/vgg_16_small.ckpt", "vgg_16, V2 checkpoint"},
		{smallV2, smallV2 + "/vgg_16_small.ckpt", "vgg_16, V2 checkpoint"},
	} {
		t.Run(test.given, func(t *testing.T) {
			m, err := Load(Source{Arch: "vgg_16", Checkpoint: test.given})
			if err != nil {
				t.Fatal(err)
			}
			if err := m.Graph.Check(); err != nil {
				t.Error(err)
			}
			want := described{
				Path: test.path, Form: test.form, Recipe: "vgg",
				Weights: Weights{Feed: "restore/file:0", File: test.path, Target: "restore/restore_all"},
				Signatures: []string{
					"serving_default: input input:0 float[?,224,224,3]",
					"serving_default: logits logits:0 float[?,125]",
				},
				FC6: "float[7,7,64,512]",
			}
			if diff := cmp.Diff(want, describe(m)); diff != "" {
				t.Errorf("the model differs (-want +got):\n%s", diff)
			}
		})
	}
}

// described is a model's surroundings, and one of its variables.
type described struct {
	Path, Form, Recipe string
	Weights            Weights
	Signatures         []string
	FC6                string
}

func describe(m *Model) described {
	d := described{Path: m.Path, Form: m.Form, Recipe: m.Card.Preprocess.Name, Weights: *m.Weights}
	for _, s := range m.Signatures {
		for _, tensors := range []map[string]gr.Output{s.Inputs, s.Outputs} {
			for key, o := range tensors {
				d.Signatures = append(d.Signatures, fmt.Sprintf("%s: %s %s %s", s.Name, key, o, o.Type()))
			}
		}
	}
	slices.Sort(d.Signatures)
	d.FC6 = m.Graph.Node("vgg_16/fc6/weights").Out(0).Type().String()
	return d
}

// TestArchitectureRestores: each variable of the network takes its value from the
// checkpoint's of that name.
func TestArchitectureRestores(t *testing.T) {
	m, err := Load(Source{Arch: "vgg_16", Checkpoint: smallV1})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for _, v := range m.Checkpoint.Variables {
		if v.Name != "global_step" {
			want[v.Name] = v.Name
		}
	}
	if diff := cmp.Diff(want, restored(t, m)); diff != "" || len(want) == 0 {
		t.Errorf("variables and the keys they are restored from (-want +got):\n%s", diff)
	}
}

// restored follows the weights' target back: the key of each variable.
func restored(t *testing.T, m *Model) map[string]string {
	t.Helper()
	keys := map[string]string{}
	for _, assign := range m.Graph.Node(m.Weights.Target).Control {
		variable, value := assign.Inputs[0].Node, assign.Inputs[1]
		if assign.Op != "Assign" || value.Node.Op != "RestoreV2" || value.Node.Inputs[0].String() != m.Weights.Feed {
			t.Fatalf("%s (%s) assigns %s (%s)", assign.Name, assign.Op, value, value.Node.Op)
		}
		names := value.Node.Inputs[1].Node.Attr["value"].GetTensor().GetStringVal()
		keys[variable.Name] = string(names[value.Index])
	}
	return keys
}

// TestArchitectureTypes: later passes need the element type of every tensor.
func TestArchitectureTypes(t *testing.T) {
	m, err := Load(Source{Arch: "vgg_16", Checkpoint: smallV1})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range m.Graph.Names() {
		n := m.Graph.Node(name)
		untyped := func(typ gr.Type) bool { return typ.DType == 0 }
		if n.Types == nil || slices.ContainsFunc(n.Types, untyped) {
			t.Errorf("%s (%s) has types %v", name, n.Op, n.Types)
		}
	}
}

func TestArchitectureRefuses(t *testing.T) {
	for _, test := range []struct{ arch, checkpoint, want string }{
		{"vgg_19", smallV1, `checkpoint "` + smallV1 + `": there is no variable "vgg_19/conv1/conv1_1/weights", which vgg_19 needs; ` +
			`there are vgg_16/conv1/conv1_1/biases, vgg_16/conv1/conv1_1/weights, vgg_16/conv1/conv1_2/biases, ...`},
		{"vgg_16", "none.ckpt", `checkpoint "none.ckpt": it does not exist`},
		{"vgg_16", "", `the architecture vgg_16 needs a checkpoint: --checkpoint`},
		{"", smallV1, `the checkpoint "` + smallV1 + `" needs a network: a MetaGraph (.meta) or an architecture`},
	} {
		t.Run(test.arch+" "+test.checkpoint, func(t *testing.T) {
			if _, err := Load(Source{Arch: test.arch, Checkpoint: test.checkpoint}); fmt.Sprint(err) != test.want {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}

func TestUnknownArchitecture(t *testing.T) {
	_, err := Load(Source{Arch: "lenet", Checkpoint: "x"})
	const want = `there is no architecture "lenet"; there are alexnet_v2, inception_v1, inception_v2, inception_v3, overfeat, ` +
		`resnet_v1_50, resnet_v1_101, resnet_v1_152, resnet_v1_200, resnet_v2_50, resnet_v2_101, resnet_v2_152, resnet_v2_200, ` +
		`vgg_16, vgg_19, vgg_a`
	if fmt.Sprint(err) != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

// TestCardBesideCheckpoint: the card is found beside the checkpoint, whether that
// is named by its file or by its directory.
func TestCardBesideCheckpoint(t *testing.T) {
	dir := t.TempDir()
	for _, part := range []string{".index", ".data-00000-of-00001"} {
		raw, err := os.ReadFile("../testdata/vgg_16_small/ckpt_v2/vgg_16_small.ckpt" + part)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "vgg.ckpt"+part), raw, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, CardFile), []byte(`{"labels": "names.txt"}`), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{dir, filepath.Join(dir, "vgg.ckpt")} {
		m, err := Load(Source{Arch: "vgg_16", Checkpoint: path})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := m.Card.LabelsPath(), filepath.Join(dir, "names.txt"); got != want {
			t.Errorf("%s: labels %q, want %q", path, got, want)
		}
	}
}
