package savedmodels

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	graphpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/graph_go_proto"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

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
			for _, f := range m.Functions {
				if m, err := Load(Source{Path: filepath.Join(dir, p.load), Function: f.Name}); err == nil {
					if err := m.Graph.Check(); err != nil {
						t.Error(err)
					}
				}
			}
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
	if got := format(t, again); withoutClasses(got) != withoutClasses(text) {
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

// withoutClasses leaves out which nodes others are colocated with: a name that no node
// has is not written.
func withoutClasses(text string) string {
	return strings.ReplaceAll(classes.ReplaceAllString(text, ""), " {}", "")
}

var classes = regexp.MustCompile(`_class=\[[^\]]*\] ?`)

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

// FuzzFunctions loads a SavedModel with functions, and calls them.
func FuzzFunctions(f *testing.F) {
	addFiles(f, "forms/functions/saved_model.pb", "forms/keras3_saved/saved_model.pb")
	fuzzLoad(f, place{file: "saved_model.pb", load: ".", copied: map[string]string{
		"variables/variables.index":               "../forms/functions/variables/variables.index",
		"variables/variables.data-00000-of-00001": "../forms/functions/variables/variables.data-00000-of-00001",
	}})
}

func FuzzMetaGraph(f *testing.F) {
	addFiles(f, "tiny/ckpt_v2/tiny.ckpt.meta")
	fuzzLoad(f, place{file: "m.meta", load: "m.meta", copied: map[string]string{
		"m.index": "ckpt_v2/tiny.ckpt.index", "m.data-00000-of-00001": "ckpt_v2/tiny.ckpt.data-00000-of-00001",
	}})
}

// FuzzText loads a SavedModel in text form. The seeds are made of its binary form, and
// of what a parser may trip over.
func FuzzText(f *testing.F) {
	addFiles(f, "forms/text_saved_model/saved_model.pbtxt")
	for _, text := range []string{
		"meta_graphs { graph_def { node { name: 'x' op: \"Placeholder\" attr < key: 'dtype' value { type: DT_FLOAT } > } } }",
		"meta_graphs { collection_def { key: 'a' value { any_list { value { [type.googleapis.com/tensorflow.AssetFileDef] { filename: 'f' } } } } } }",
		"meta_graphs { graph_def { library { function { node_def { attr { value { func { attr { value { list { func { } } } } } } } } } } }",
		"saved_model_schema_version: 0x1 meta_graphs [{}, <>] unknown_field { a: [1, 2] }",
	} {
		f.Add([]byte(text))
	}
	fuzzLoad(f, place{file: "saved_model.pbtxt", load: ".", copied: map[string]string{
		"variables/variables.index":               "../forms/text_saved_model/variables/variables.index",
		"variables/variables.data-00000-of-00001": "../forms/text_saved_model/variables/variables.data-00000-of-00001",
	}})
}

// FuzzNesting: a text of a message that nests deeply is found to be too deep.
func FuzzNesting(f *testing.F) {
	f.Add([]byte("node { name: '}' # }\n attr < key: \"\\\"{\" value { list { func [{}, {}] } } > }"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var def graphpb.GraphDef
		if tooDeep(raw, maxNesting) > 0 || (prototext.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(raw, &def) != nil {
			return
		}
		if depth := nesting(def.ProtoReflect()); depth > 0 && tooDeep(raw, depth-1) == 0 {
			t.Errorf("messages nest %d deep", depth)
		}
	})
}

// nesting is how many messages lie inside each other in a message.
func nesting(m protoreflect.Message) int {
	deepest := 0
	m.Range(func(field protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		switch {
		case field.IsMap() && field.MapValue().Message() != nil:
			v.Map().Range(func(_ protoreflect.MapKey, v protoreflect.Value) bool {
				deepest = max(deepest, 1)
				if v.Message().IsValid() && proto.Size(v.Message().Interface()) > 0 { // a text may leave an empty one out
					deepest = max(deepest, 2+nesting(v.Message()))
				}
				return true
			})
		case field.IsMap() || field.Message() == nil:
		case field.IsList():
			for i := range v.List().Len() {
				deepest = max(deepest, 1+nesting(v.List().Get(i).Message()))
			}
		default:
			deepest = max(deepest, 1+nesting(v.Message()))
		}
		return true
	})
	return deepest
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
