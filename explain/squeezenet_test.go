package explain_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	graphpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/graph_go_proto"
	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"
	"google.golang.org/protobuf/proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
	"tfreeze/savedmodels"
)

// SqueezeNet's weights are kept once, in the variables of this SavedModel. The
// forms below have a graph of their own, as Python wrote it; TensorFlow's own
// ops write the weights under the names that it asks for.
const (
	squeezenet = testdata + "squeezenet/"
	shared     = squeezenet + "saved_model/variables/variables"
)

// A stored variable is one under its key in a checkpoint; from is its name in
// the shared checkpoint.
type stored struct{ key, from string }

// tf2Form assembles a SavedModel of TF2: keys.txt maps its keys.
func tf2Form(name string) func(*testing.T) savedmodels.Source {
	return func(t *testing.T) savedmodels.Source {
		dir := t.TempDir()
		copyFile(t, squeezenet+name+"/saved_model.pb", filepath.Join(dir, "saved_model.pb"))
		var variables []stored
		for line := range strings.Lines(read(t, squeezenet+name+"/keys.txt")) {
			key, from, _ := strings.Cut(strings.TrimSpace(line), " ")
			variables = append(variables, stored{key, from})
		}
		if err := os.Mkdir(filepath.Join(dir, "variables"), 0o755); err != nil {
			t.Fatal(err)
		}
		restoreAndSave(t, filepath.Join(dir, "variables", "variables"), "SaveV2", variables)
		return savedmodels.Source{Path: dir}
	}
}

// beside puts the MetaGraph beside a checkpoint that the op writes: SaveV2, or
// Save for V1.
func beside(op string) func(*testing.T) savedmodels.Source {
	return func(t *testing.T) savedmodels.Source {
		prefix := filepath.Join(t.TempDir(), "squeezenet.ckpt")
		copyFile(t, squeezenet+"checkpoint/squeezenet.ckpt.meta", prefix+".meta")
		restoreAndSave(t, prefix, op, sameKeys(t))
		return savedmodels.Source{Path: prefix + ".meta"}
	}
}

// frozen fills the constants of the frozen graph, which Python's freeze_graph
// made, with the weights that were taken out of it.
func frozen(t *testing.T) savedmodels.Source {
	var def graphpb.GraphDef
	if err := proto.Unmarshal([]byte(read(t, squeezenet+"frozen/without_weights.pb")), &def); err != nil {
		t.Fatal(err)
	}
	variables := sameKeys(t)
	values := map[string]*tensorflow.Tensor{}
	for i, v := range restored(t, variables) {
		values[variables[i].key] = v
	}
	for _, n := range def.GetNode() {
		if v := values[n.GetName()]; v != nil {
			weights, err := tensorflow.Values[float32](v)
			if err != nil {
				t.Fatal(err)
			}
			n.GetAttr()["value"].GetTensor().TensorContent = bytesOf(t, weights)
			delete(values, n.GetName())
		}
	}
	if len(values) > 0 {
		t.Fatalf("%d weights have no constant", len(values))
	}
	raw, err := proto.Marshal(&def)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "frozen.pb")
	if err := os.WriteFile(path, raw, 0o644); err != nil {
		t.Fatal(err)
	}
	return savedmodels.Source{Path: path}
}

// sameKeys are the shared checkpoint's own.
func sameKeys(t *testing.T) []stored {
	c, err := savedmodels.OpenCheckpoint(shared)
	if err != nil {
		t.Fatal(err)
	}
	var variables []stored
	for _, v := range c.Variables {
		variables = append(variables, stored{v.Name, v.Name})
	}
	return variables
}

// restoreV2 adds the op that reads the variables.
func restoreV2(s gr.Scope, variables []stored) *gr.Node {
	names, types := make([]string, len(variables)), make([]gr.DataType, len(variables))
	for i, v := range variables {
		names[i], types[i] = v.from, gr.Float
	}
	return s.Node("RestoreV2", "restore", make([]gr.Type, len(names)), gr.Attrs{"dtypes": types},
		texts(s, gr.Shape{}, shared), texts(s, list(names), names...), texts(s, list(names), make([]string, len(names))...))
}

func restored(t *testing.T, variables []stored) []*tensorflow.Tensor {
	s := gr.Scope{Graph: gr.New()}
	restore := restoreV2(s, variables)
	fetches := make([]string, len(variables))
	for i := range fetches {
		fetches[i] = restore.Out(i).String()
	}
	out, err := session(t, &savedmodels.Model{Graph: s.Graph}).Run(nil, fetches)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// restoreAndSave lets TensorFlow read the shared variables and write a
// checkpoint of them. TF2 also asks for a text that says which object has which
// variable; no graph reads it, and it is left empty.
func restoreAndSave(t *testing.T, prefix, op string, variables []stored) {
	s := gr.Scope{Graph: gr.New()}
	restore := restoreV2(s, variables)
	var keys []string
	var types []gr.DataType
	var values []gr.Output
	for i, v := range variables {
		keys, types, values = append(keys, v.key), append(types, gr.Float), append(values, restore.Out(i))
	}
	file := texts(s, gr.Shape{}, prefix)
	var save *gr.Node
	if op == "Save" {
		save = s.Node("Save", "save", nil, gr.Attrs{"T": types}, append([]gr.Output{file, texts(s, list(keys), keys...)}, values...)...)
	} else {
		keys, types = append(keys, "_CHECKPOINTABLE_OBJECT_GRAPH"), append(types, typespb.DataType_DT_STRING)
		values = append(values, texts(s, gr.Shape{}, ""))
		save = s.Node("SaveV2", "save", nil, gr.Attrs{"dtypes": types},
			append([]gr.Output{file, texts(s, list(keys), keys...), texts(s, list(keys), make([]string, len(keys))...)}, values...)...)
	}
	if _, err := session(t, &savedmodels.Model{Graph: s.Graph}).Run(nil, nil, save.Name); err != nil {
		t.Fatal(err)
	}
}

func texts(s gr.Scope, shape gr.Shape, values ...string) gr.Output {
	return s.Const("", gr.StringTensor(shape, values...))
}

func list(values []string) gr.Shape { return gr.Shape{int64(len(values))} }

func read(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	if err := os.WriteFile(to, []byte(read(t, from)), 0o644); err != nil {
		t.Fatal(err)
	}
}
