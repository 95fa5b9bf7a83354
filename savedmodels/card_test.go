package savedmodels

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	pb "github.com/galeone/tensorflow/tensorflow/go/core/protobuf/for_core_protos_go_proto"

	gr "tfreeze/graphrewrite"
)

// cardFiles writes cards below a fresh directory.
func cardFiles(t *testing.T, cards map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range cards {
		dir := filepath.Join(root, name)
		path := filepath.Join(dir, CardFile)
		if err := errors.Join(os.MkdirAll(dir, 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestReadCard(t *testing.T) {
	for _, c := range []struct {
		name  string
		cards map[string]string
		want  Card
	}{
		{"none", nil, Card{}},
		{"in the first directory", map[string]string{"1": `{"labels": "one"}`, "2": `{"labels": "two"}`}, Card{Labels: "one"}},
		{"in the second directory", map[string]string{"2": `{"labels": "two"}`}, Card{Labels: "two"}},
		{"in full", map[string]string{"1": `{
			"preprocess": {"name": "mine", "bgr": true, "scale": 0.5, "mean": [1, 2, 3], "std": [4, 5, 6], "size": 7},
			"input": "in:0", "output": "out:0", "generated": {"from": "m", "methods": ["grad"]}}`},
			Card{
				Preprocess: &Recipe{Name: "mine", BGR: true, Scale: 0.5, Mean: [3]float64{1, 2, 3}, Std: [3]float64{4, 5, 6}, Size: 7},
				Input:      "in:0", Output: "out:0", Generated: &Generated{From: "m", Methods: []string{"grad"}},
			}},
		{"with a name", map[string]string{"1": "\ufeff{\"preprocess\": \"unit\"}"}, Card{Preprocess: unit(0)}},
		{"in several lines", map[string]string{"1": "\r\n { \"preprocess\" :\n\t\"unit\" ,\n \"labels\" : \"l\" }\n"}, Card{Preprocess: unit(0), Labels: "l"}},
		{"with a name and a size", map[string]string{"1": `{"preprocess": {"name": "unit", "size": 9}}`}, Card{Preprocess: unit(9)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := cardFiles(t, c.cards)
			got, err := readCard(filepath.Join(root, "1"), filepath.Join(root, "2"))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got, cmpopts.IgnoreUnexported(Card{})); diff != "" {
				t.Errorf("card (-want +got):\n%s", diff)
			}
		})
	}
}

func unit(size int) *Recipe {
	r, _ := FindRecipe("unit")
	r.Size = size
	return &r
}

var refusedCards = []struct{ name, text, want string }{
	{"no JSON", "labels: x", `line 1, column 1: it is not JSON: 'l' does not belong there`},
	{"a comma too many", "{\n \"labels\": \"ü\",}", `line 2, column 16: it is not JSON: '}' does not belong there`},
	{"two values", `{} {}`, `line 1, column 4: it is not JSON: '{' does not belong there`},
	{"empty", " \n", "the file is empty: at least {} is needed"},
	{"cut off", "{\n\"labels\": \"x\"", "line 2: it is not JSON: its end is missing"},
	{"UTF-16", "\xff\xfe{\x00}\x00", "it is not UTF-8 text"},
	{"a list", "[]", "an object is needed, not a list"},
	{"null", "null", "an object is needed, not null"},
	{"a mistyped key", `{"lables": "x"}`, `there is no key "lables" (did you mean "labels"?); there are preprocess, labels, input, output, layout, generated`},
	{"a capital", `{"Labels": "x"}`, `there is no key "Labels" (did you mean "labels"?); there are preprocess, labels, input, output, layout, generated`},
	{"a layout", `{"layout": "chw"}`, `there is no layout "chw"; there are HWC, CHW`},
	{"a layout in what gen wrote", `{"generated": {"layout": "NCHW"}}`, `there is no layout "NCHW"; there are HWC, CHW`},
	{"another key", `{"classes": 7}`, `there is no key "classes"; there are preprocess, labels, input, output, layout, generated`},
	{"a key within", `{"preprocess": {"name": "vgg", "means": [1, 2, 3]}}`, `preprocess: there is no key "means" (did you mean "mean"?); there are name, bgr, scale, mean, std, size`},
	{"a key twice", `{"labels": "x", "labels": "y"}`, `"labels" appears twice`},
	{"a number for a text", `{"labels": 1}`, "labels: a text is needed, not a number"},
	{"a number for a name", `{"preprocess": 1}`, "preprocess: a name is needed, not a number"},
	{"a list for a name", `{"preprocess": [1]}`, "preprocess: a name is needed, not a list"},
	{"another name", `{"preprocess": "dream"}`, `preprocess: there is no preprocessing "dream"; there are vgg, caffe-bgr, inception, torch, unit, none; one of your own needs scale, mean and std`},
	{"another name and no numbers", `{"preprocess": {"name": "dream", "size": 9}}`, `preprocess: there is no preprocessing "dream"; there are vgg, caffe-bgr, inception, torch, unit, none; one of your own needs scale, mean and std`},
	{"a text for a number", `{"preprocess": {"scale": "1"}}`, "preprocess.scale: a number is needed, not a text"},
	{"a number for a truth", `{"preprocess": {"bgr": 1}}`, "preprocess.bgr: true or false is needed, not a number"},
	{"null for a number", `{"preprocess": {"scale": null}}`, "preprocess.scale: a number is needed, not null"},
	{"half a pixel", `{"preprocess": {"size": 9.5}}`, "preprocess.size: a whole number is needed, not 9.5"},
	{"two numbers", `{"preprocess": {"mean": [1, 2]}}`, "preprocess.mean: 3 numbers are needed, not 2"},
	{"four numbers", `{"preprocess": {"mean": [1, 2, 3, 4]}}`, "preprocess.mean: 3 numbers are needed, not 4"},
	{"a text among numbers", `{"preprocess": {"mean": [1, "2", 3]}}`, "preprocess.mean.1: a number is needed, not a text"},
	{"a giant", `{"preprocess": {"scale": 1e999}}`, "preprocess.scale: 1e999 is too large"},
	{"zero", `{"preprocess": {"name": "mine", "scale": 0, "mean": [1, 1, 1], "std": [1, 1, 1]}}`, `preprocessing "mine": scale and std must not be 0`},
	{"a negative size", `{"preprocess": {"name": "vgg", "size": -1}}`, `preprocessing "vgg": size -1 is not in 1..65536`},
	{"what gen writes", `{"generated": {"methods": "grad"}}`, "generated.methods: a list is needed, not a text"},
}

func TestReadCardRefuses(t *testing.T) {
	for _, c := range refusedCards {
		dir := cardFiles(t, map[string]string{"": c.text})
		if _, err := readCard(dir); err == nil || err.Error() != filepath.Join(dir, CardFile)+": "+c.want {
			t.Errorf("%s: error %v, want %s", c.name, err, c.want)
		}
	}
	// The model's own file is not read past a damaged card.
	dir := cardFiles(t, map[string]string{"": "{"})
	copyTree(t, "../testdata/tiny/saved_model_tf1", filepath.Join(dir, "m"))
	if err := os.Rename(filepath.Join(dir, CardFile), filepath.Join(dir, "m", CardFile)); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(Source{Path: filepath.Join(dir, "m")}); err == nil || !strings.Contains(err.Error(), CardFile) {
		t.Errorf("error %v", err)
	}
}

func TestLabelsPath(t *testing.T) {
	dir := cardFiles(t, map[string]string{"": `{"labels": "names.txt"}`})
	c, err := readCard(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := c.LabelsPath(), filepath.Join(dir, "names.txt"); got != want {
		t.Errorf("relative: %s, want %s", got, want)
	}
	c.Labels = filepath.Join(dir, "elsewhere.txt")
	if got := c.LabelsPath(); got != c.Labels {
		t.Errorf("absolute: %s, want %s", got, c.Labels)
	}
	if got := (Card{}).LabelsPath(); got != "" {
		t.Errorf("none: %s", got)
	}
}

// TestLabelsOutside: a card that came with a model names no file elsewhere.
func TestLabelsOutside(t *testing.T) {
	for _, c := range []struct {
		dir, labels string
		inside      bool
	}{
		{"m", "labels.txt", true},
		{"m", "a/../labels.txt", true},
		{"m", "../labels.txt", false},
		{"m", "a/../../labels.txt", false},
		{"m", "/etc/passwd", false},
		{"m/assets.extra", "../assets/labels.txt", true},
		{"m/assets.extra", "labels.txt", true},
		{"m/assets.extra", "../../labels.txt", false},
		{"m/assets.extra", "/etc/passwd", false},
	} {
		root := t.TempDir()
		if err := os.MkdirAll(filepath.Join(root, c.dir), 0o755); err != nil {
			t.Fatal(err)
		}
		card := filepath.Join(root, c.dir, CardFile)
		if err := os.WriteFile(card, fmt.Appendf(nil, `{"labels": %q}`, c.labels), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := readCard(filepath.Dir(card))
		if want := fmt.Sprintf("%s: labels %q are outside of the model's directory", card, c.labels); c.inside && err != nil || !c.inside && (err == nil || err.Error() != want) {
			t.Errorf("%s in %s: error %v", c.labels, c.dir, err)
		}
	}
}

// TestWriteFiles reads back what it writes: the graph, the signatures, the card
// and the labels beside it.
func TestWriteFiles(t *testing.T) {
	m, err := Load(Source{Path: "../testdata/tiny/frozen.pb"})
	if err != nil {
		t.Fatal(err)
	}
	logits, err := m.Graph.Output("logits")
	if err != nil {
		t.Fatal(err)
	}
	m.Signatures = []gr.Signature{{Name: "s", Outputs: map[string]gr.Output{"y": logits}, Dims: map[string][]string{"y": {"batch", "classes"}}}}
	recipe, err := FindRecipe("torch")
	if err != nil {
		t.Fatal(err)
	}
	m.Card = Card{Preprocess: &recipe, Labels: write(t, "names.txt", []byte("cat\ndog\n"))}
	dir := t.TempDir()
	if err := WriteFiles(dir, m, nil); err != nil {
		t.Fatal(err)
	}
	got, err := Load(Source{Path: dir})
	if err != nil {
		t.Fatal(err)
	}
	want := m.Card
	want.Labels = "../assets/names.txt"
	if diff := cmp.Diff(want, got.Card, cmpopts.IgnoreUnexported(Card{})); diff != "" {
		t.Errorf("card (-want +got):\n%s", diff)
	}
	if labels := readFile(t, got.Card.LabelsPath()); string(labels) != "cat\ndog\n" {
		t.Errorf("labels %q", labels)
	}
	var before, after strings.Builder
	if err := errors.Join(m.Graph.Format(&before), got.Graph.Format(&after)); err != nil {
		t.Fatal(err)
	}
	// Types are not written.
	if diff := cmp.Diff(strings.Replace(before.String(), " -> string[]", "", 1), after.String()); diff != "" {
		t.Errorf("graph (-want +got):\n%s", diff)
	}
	if s, ok := got.Signature("s"); !ok || s.Outputs["y"].String() != "logits:0" {
		t.Errorf("signature %v", s)
	}
}

// TestWriteFilesForServers: loaders find the labels as an asset, and clients the
// names of dimensions.
func TestWriteFilesForServers(t *testing.T) {
	m, err := Load(Source{Path: "../testdata/tiny/frozen.pb"})
	if err != nil {
		t.Fatal(err)
	}
	logits := m.Graph.Node("logits").Out(0)
	logits.Node.Types = []gr.Type{{DType: gr.Float, Shape: gr.Shape{-1, 3}}}
	m.Signatures = []gr.Signature{{Name: "s", Outputs: map[string]gr.Output{"y": logits}, Dims: map[string][]string{"y": {"batch", "classes", "no such"}}}}
	m.Card.Labels = write(t, "names.txt", []byte("cat\ndog\n"))
	dir := t.TempDir()
	if err := WriteFiles(dir, m, nil); err != nil {
		t.Fatal(err)
	}
	var saved pb.SavedModel
	if err := readProto(filepath.Join(dir, savedModelFile), "SavedModel", &saved); err != nil {
		t.Fatal(err)
	}
	meta := saved.GetMetaGraphs()[0]
	if a := meta.GetAssetFileDef(); len(a) != 1 || a[0].GetFilename() != "names.txt" || a[0].GetTensorInfo().GetName() != "labels:0" {
		t.Errorf("assets %v", a)
	}
	s := meta.GetSignatureDef()["s"]
	dims := s.GetOutputs()["y"].GetTensorShape().GetDim()
	if len(dims) != 2 || dims[0].GetName() != "batch" || dims[0].GetSize() != -1 || dims[1].GetName() != "classes" || dims[1].GetSize() != 3 {
		t.Errorf("dimensions %v", dims)
	}
	if tags := meta.GetMetaInfoDef().GetTags(); len(tags) != 1 || tags[0] != "serve" || s.GetMethodName() != "tensorflow/serving/predict" {
		t.Errorf("tags %v, method %s", tags, s.GetMethodName())
	}
}

func TestRecipe(t *testing.T) {
	for _, name := range RecipeNames() {
		r, err := FindRecipe(name)
		if err != nil || r.Name != name || r.Validate() != nil {
			t.Errorf("%s: %v, %v, %v", name, r, err, r.Validate())
		}
	}
	if _, err := FindRecipe("dream"); err == nil || !strings.Contains(err.Error(), `there is no preprocessing "dream"; there are vgg, `) {
		t.Error(err)
	}
	for _, r := range []Recipe{{Name: "x"}, {Name: "x", Scale: 1, Std: [3]float64{1, 0, 1}}, {Name: "x", Std: ones}} {
		if err := r.Validate(); err == nil || err.Error() != `preprocessing "x": scale and std must not be 0` {
			t.Errorf("%v: %v", r, err)
		}
	}
}
