package savedmodels

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	graphpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/graph_go_proto"
	nodepb "github.com/galeone/tensorflow/tensorflow/go/core/framework/node_def_go_proto"
	pb "github.com/galeone/tensorflow/tensorflow/go/core/protobuf/for_core_protos_go_proto"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
)

// TestLoad reads the tiny network in each of its forms.
func TestLoad(t *testing.T) {
	weights := func(dir string) *Weights {
		return &Weights{Feed: "save/Const:0", File: filepath.Join(dir, "variables", "variables"), Target: "save/restore_all"}
	}
	const tiny = "../testdata/tiny/"
	for _, c := range []struct {
		given, path, form string
		weights           *Weights
		signatures        int
	}{
		{tiny + "frozen.pb", tiny + "frozen.pb", "frozen GraphDef", nil, 0},
		{tiny + "saved_model_tf1", tiny + "saved_model_tf1", "SavedModel", weights(tiny + "saved_model_tf1"), 1},
		{tiny + "saved_model_tf1/saved_model.pb", tiny + "saved_model_tf1", "SavedModel", weights(tiny + "saved_model_tf1"), 1},
		{tiny + "saved_model_tf1_resource", tiny + "saved_model_tf1_resource", "SavedModel", weights(tiny + "saved_model_tf1_resource"), 1},
	} {
		m, err := Load(Source{Path: c.given})
		if err != nil {
			t.Error(err)
			continue
		}
		if m.Path != c.path || m.Form != c.form || len(m.Signatures) != c.signatures {
			t.Errorf("%s: path %s, form %s, %d signatures", c.given, m.Path, m.Form, len(m.Signatures))
		}
		if diff := cmp.Diff(c.weights, m.Weights); diff != "" {
			t.Errorf("%s: weights (-want +got):\n%s", c.given, diff)
		}
		if m.Graph.Node("tiny/conv2/Relu") == nil || m.Graph.Node("logits") == nil {
			t.Errorf("%s: nodes are missing", c.given)
		}
		if s, ok := m.Signature("serving_default"); ok && s.Outputs["logits"].String() != "logits:0" {
			t.Errorf("%s: signature %v", c.given, s)
		}
	}
}

// TestPickMetaGraph finds the MetaGraph of the given tag, of serve, or the only one.
func TestPickMetaGraph(t *testing.T) {
	for _, c := range []struct {
		name, tag string
		sets      [][]string
		want      int
		err       string
	}{
		{"serve", "", [][]string{{"train"}, {"serve"}}, 1, ""},
		{"serve alone, not with others", "", [][]string{{"serve", "tpu"}, {"serve"}}, 1, ""},
		{"the only one", "", [][]string{{"train"}}, 0, ""},
		{"the only one, without a tag", "", [][]string{nil}, 0, ""},
		{"asked for", "train", [][]string{{"train"}, {"serve"}}, 0, ""},
		{"asked for and not there", "gpu", [][]string{{"train"}, {"serve", "tpu"}}, 0, `no MetaGraph is tagged "gpu"; there are [train], [serve,tpu]`},
		{"asked for, and the only one is another", "gpu", [][]string{{"serve"}}, 0, `no MetaGraph is tagged "gpu"; there are [serve]`},
		{"several, none serve", "", [][]string{{"train"}, {"eval"}}, 0, `no MetaGraph is tagged "serve"; there are [train], [eval]`},
		{"none", "", nil, 0, "it holds no MetaGraph; if it is a frozen GraphDef, give it another name"},
		{"none, asked for", "gpu", nil, 0, "it holds no MetaGraph; if it is a frozen GraphDef, give it another name"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var all []*pb.MetaGraphDef
			for _, tags := range c.sets {
				all = append(all, &pb.MetaGraphDef{MetaInfoDef: &pb.MetaGraphDef_MetaInfoDef{Tags: tags}})
			}
			got, err := pickMetaGraph(all, c.tag)
			switch {
			case c.err != "":
				if err == nil || err.Error() != c.err {
					t.Errorf("error %v, want %s", err, c.err)
				}
			case err != nil:
				t.Error(err)
			case got != all[c.want]:
				t.Errorf("picked %v", got.GetMetaInfoDef().GetTags())
			}
		})
	}
}

func TestSavedModelRefuses(t *testing.T) {
	for _, c := range []struct {
		name, want string
		meta       *pb.MetaGraphDef
	}{
		{"no saver", "saved_model.pb: its graph has variables, and no saver to restore them", metaGraph(nil, "w:VariableV2")},
		{"a saver without a restore op", "its graph has variables, and no saver to restore them",
			metaGraph(&pb.SaverDef{FilenameTensorName: "file:0"}, "w:VarHandleOp", "file:Const")},
		{"a restore op that is not there", `its saver's restore op "restore" is not in the graph`,
			metaGraph(&pb.SaverDef{FilenameTensorName: "file:0", RestoreOpName: "restore"}, "w:VarHandleOp", "file:Const")},
		{"a file name that is not there", `its saver's file name: node "file" is not in the graph`,
			metaGraph(&pb.SaverDef{FilenameTensorName: "file:0", RestoreOpName: "restore"}, "w:VarHandleOp", "restore:NoOp")},
		{"no variables", `variables/variables": it does not exist`,
			metaGraph(&pb.SaverDef{FilenameTensorName: "file:0", RestoreOpName: "restore"}, "w:VarHandleOp", "file:Const", "restore:NoOp")},
		{"a signature's input that is not there", `saved_model.pb: signature "s": "x": node "lost" is not in the graph`,
			withSignature(metaGraph(nil, "a:Const"), "s", "lost:0", "a:0")},
		{"a signature's output that is no name", `signature "s": "y": "a:b" is not the name of a tensor`,
			withSignature(metaGraph(nil, "a:Const"), "s", "a:0", "a:b")},
		{"two nodes of a name", `saved_model.pb: graph: node "a" (NoOp): the name is taken`, metaGraph(nil, "a:Const", "a:NoOp")},
		{"an input that is not there", `graph: node "a" (Identity): its input "b" is not in the graph`, metaGraph(nil, "a:Identity:b")},
		{"a circle", "graph: ", metaGraph(nil, "a:Identity:b", "b:Identity:a")},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Load(Source{Path: savedModel(t, c.meta)})
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %v, want one of %q", err, c.want)
			}
		})
	}
}

// TestSignatures are sorted by name, without TF2's mark for its initialisation.
func TestSignatures(t *testing.T) {
	meta := metaGraph(nil, "a:Const", "b:Const")
	for _, name := range []string{"z", "a", initSignature} {
		withSignature(meta, name, "a:0", "b")
	}
	m, err := Load(Source{Path: savedModel(t, meta)})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range m.Signatures {
		names = append(names, s.Name)
	}
	if diff := cmp.Diff([]string{"a", "z"}, names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	if s := m.Signatures[0]; s.Inputs["x"].String() != "a:0" || s.Outputs["y"].String() != "b:0" {
		t.Errorf("signature %v", s)
	}
	if _, ok := m.Signature("b"); ok {
		t.Error("there is a signature b")
	}
}

// TestTruncated cuts models to many lengths. If one still loads, its nodes are some of
// the whole model's.
func TestTruncated(t *testing.T) {
	for _, name := range []string{"frozen.pb", "saved_model_tf1_resource/saved_model.pb"} {
		raw := readFile(t, "../testdata/tiny/"+name)
		path := filepath.Join(t.TempDir(), filepath.Base(name))
		// About five hundred lengths tell the nodes apart.
		step := 1 + len(raw)/500
		for size := 0; size < len(raw); size += step {
			if err := os.WriteFile(path, raw[:size], 0o644); err != nil {
				t.Fatal(err)
			}
			m, err := Load(Source{Path: path})
			if err == nil && (m.Form != "frozen GraphDef" || m.Graph.Len() == 0) {
				t.Errorf("%s of %d bytes is read", name, size)
			}
		}
	}
}

// metaGraph has nodes written NAME:OP or NAME:OP:INPUT.
func metaGraph(saver *pb.SaverDef, nodes ...string) *pb.MetaGraphDef {
	def := &graphpb.GraphDef{}
	for _, n := range nodes {
		parts := strings.Split(n, ":")
		def.Node = append(def.Node, &nodepb.NodeDef{Name: parts[0], Op: parts[1], Input: slices.Clone(parts[2:])})
	}
	return &pb.MetaGraphDef{
		MetaInfoDef: &pb.MetaGraphDef_MetaInfoDef{Tags: []string{TagServe}}, GraphDef: def, SaverDef: saver,
	}
}

func withSignature(m *pb.MetaGraphDef, name, x, y string) *pb.MetaGraphDef {
	tensor := func(name string) *pb.TensorInfo {
		return &pb.TensorInfo{Encoding: &pb.TensorInfo_Name{Name: name}}
	}
	if m.SignatureDef == nil {
		m.SignatureDef = map[string]*pb.SignatureDef{}
	}
	m.SignatureDef[name] = &pb.SignatureDef{
		Inputs:  map[string]*pb.TensorInfo{"x": tensor(x)},
		Outputs: map[string]*pb.TensorInfo{"y": tensor(y)},
	}
	return m
}

// savedModel writes a SavedModel and returns its directory.
func savedModel(t *testing.T, metas ...*pb.MetaGraphDef) string {
	t.Helper()
	raw, err := proto.Marshal(&pb.SavedModel{SavedModelSchemaVersion: schemaVersion, MetaGraphs: metas})
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Dir(write(t, savedModelFile, raw))
}
