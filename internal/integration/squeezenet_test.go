package integration

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	graphpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/graph_go_proto"
	"google.golang.org/protobuf/proto"

	"tfreeze/internal/tensorflow"
	"tfreeze/savedmodels"
)

// SqueezeNet's weights are stored once, in the variables of this SavedModel. Each form
// below has a graph of its own, which Python wrote. TensorFlow's own ops write the
// weights under the names that the graph reads.
const (
	squeezenet = testdata + "squeezenet/"
	shared     = squeezenet + "saved_model/variables/variables"
)

// A stored variable has a key in a checkpoint; from is its name in the shared
// checkpoint.
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

// beside puts the MetaGraph beside a checkpoint that the op writes: SaveV2, or Save for
// V1.
func beside(op string) func(*testing.T) savedmodels.Source {
	return func(t *testing.T) savedmodels.Source {
		prefix := filepath.Join(t.TempDir(), "squeezenet.ckpt")
		copyFile(t, squeezenet+"checkpoint/squeezenet.ckpt.meta", prefix+".meta")
		restoreAndSave(t, prefix, op, sameKeys(t))
		return savedmodels.Source{Path: prefix + ".meta"}
	}
}

// frozen fills the constants of the frozen GraphDef, from which the weights were
// removed. Python's freeze_graph made it.
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
