package savedmodels

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	graphpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/graph_go_proto"
	"google.golang.org/protobuf/proto"

	gr "tfreeze/graphrewrite"
)

// place says where in a directory the fuzzed file goes, what is loaded then, and which
// files are copied beside it.
type place struct {
	file, load string
	copied     map[string]string
}

// fuzzLoad loads the bytes as a file of a model. That is an error in one line, or
// a good model.
func fuzzLoad(f *testing.F, p place) {
	dir := f.TempDir()
	for to, from := range p.copied {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, to)), 0o755); err != nil {
			f.Fatal(err)
		}
		raw, err := os.ReadFile("../testdata/tiny/" + from)
		if err != nil {
			f.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, to), raw, 0o644); err != nil {
			f.Fatal(err)
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if err := os.WriteFile(filepath.Join(dir, p.file), raw, 0o644); err != nil {
			t.Fatal(err)
		}
		m, err := Load(Source{Path: filepath.Join(dir, p.load)})
		if err == nil {
			checkModel(t, m)
		} else if strings.Contains(err.Error(), "\n") {
			t.Errorf("%q is no sentence", err)
		}
	})
}

// checkModel: a model that was loaded is whole, prints, and is read back.
func checkModel(t *testing.T, m *Model) {
	if err := m.Graph.Check(); err != nil {
		t.Fatal(err)
	}
	raw, err := m.GraphDef()
	if err != nil {
		t.Fatal(err)
	}
	var def graphpb.GraphDef
	if err := proto.Unmarshal(raw, &def); err != nil {
		t.Fatal(err)
	}
	again, err := gr.FromProto(&def)
	if err != nil {
		t.Fatal(err)
	}
	text := format(t, m.Graph)
	if got := format(t, again); got != text {
		t.Errorf("%s is read back as %s", text, got)
	}
	parsed, err := gr.Parse(strings.NewReader(text))
	if err != nil {
		if !strings.Contains(err.Error(), "hash alone") {
			t.Errorf("%s: %v", text, err)
		}
		return
	}
	if got := format(t, parsed); got != text {
		t.Errorf("%s is parsed as %s", text, got)
	}
	for _, s := range m.Signatures {
		for _, o := range s.Outputs {
			if m.Graph.Node(o.Node.Name) != o.Node || o.Index < 0 {
				t.Errorf("signature %q: %v is not in the graph", s.Name, o)
			}
		}
	}
}

func format(t *testing.T, g *gr.Graph) string {
	var b strings.Builder
	if err := g.Format(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func addFiles(f *testing.F, files ...string) {
	for _, file := range files {
		raw, err := os.ReadFile("../testdata/" + file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
}

func FuzzSavedModel(f *testing.F) {
	addFiles(f, "tiny/saved_model_tf1/saved_model.pb", "tiny/saved_model_tf1_resource/saved_model.pb")
	fuzzLoad(f, place{file: "saved_model.pb", load: ".", copied: map[string]string{
		"variables/variables.index":               "saved_model_tf1/variables/variables.index",
		"variables/variables.data-00000-of-00001": "saved_model_tf1/variables/variables.data-00000-of-00001",
	}})
}

func FuzzMetaGraph(f *testing.F) {
	addFiles(f, "tiny/ckpt_v2/tiny.ckpt.meta")
	fuzzLoad(f, place{file: "m.meta", load: "m.meta", copied: map[string]string{
		"m.index": "ckpt_v2/tiny.ckpt.index", "m.data-00000-of-00001": "ckpt_v2/tiny.ckpt.data-00000-of-00001",
	}})
}

func FuzzFrozen(f *testing.F) {
	addFiles(f, "tiny/frozen.pb")
	fuzzLoad(f, place{file: "frozen.pb", load: "frozen.pb"})
}

func FuzzCard(f *testing.F) {
	f.Add([]byte(`{"preprocess": {"name": "vgg", "bgr": true, "scale": 1, "mean": [1, 2, 3], "std": [1, 1, 1], "size": 64}, "labels": "a.txt"}`))
	f.Add([]byte(`{"input": "x:0", "output": "y", "generated": {"from": "m", "score": "y:0", "score_kind": "logit", "methods": ["grad"]}}`))
	fuzzLoad(f, place{file: CardFile, load: "frozen.pb", copied: map[string]string{"frozen.pb": "frozen.pb"}})
}
