package savedmodels

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	pb "github.com/galeone/tensorflow/tensorflow/go/core/protobuf/for_core_protos_go_proto"
	"github.com/google/go-cmp/cmp"

	gr "tfreeze/graphrewrite"
)

// withTable is a graph with a table, which is filled from an asset, and a node
// beside it.
func withTable() *pb.MetaGraphDef {
	return metaGraph(nil, "table:HashTableV2", "path:Const", "fill:InitializeTableFromTextFileV2:table:path", "init:NoOp:^fill",
		"beside:NoOp", "main:NoOp:^init:^beside", "x:Placeholder", "y:LookupTableFindV2:table:x:x")
}

func nodeList(names ...string) *pb.CollectionDef {
	return &pb.CollectionDef{Kind: &pb.CollectionDef_NodeList_{NodeList: &pb.CollectionDef_NodeList{Value: names}}}
}

func asset(tensor, file string) *pb.AssetFileDef {
	return &pb.AssetFileDef{TensorInfo: &pb.TensorInfo{Encoding: &pb.TensorInfo_Name{Name: tensor}}, Filename: file}
}

// TestInitialiser finds the op that a loader runs: TF2's signature comes before
// TF1's collections, and without both the ops that fill tables are run.
func TestInitialiser(t *testing.T) {
	signature := initialisation(&gr.Node{Name: "main"})
	for _, c := range []struct {
		name, init string
		change     func(m *pb.MetaGraphDef)
		err        string
	}{
		{"nothing named", "initialise/tables", func(*pb.MetaGraphDef) {}, ""},
		{"main op", "main", func(m *pb.MetaGraphDef) {
			m.CollectionDef = map[string]*pb.CollectionDef{mainCollection: nodeList("main"), legacyCollection: nodeList("init")}
		}, ""},
		{"legacy", "init", func(m *pb.MetaGraphDef) {
			m.CollectionDef = map[string]*pb.CollectionDef{legacyCollection: nodeList("init")}
		}, ""},
		{"signature", "main", func(m *pb.MetaGraphDef) {
			m.SignatureDef = map[string]*pb.SignatureDef{initSignature: signature}
			m.CollectionDef = map[string]*pb.CollectionDef{mainCollection: nodeList("init")}
		}, ""},
		{"absent", "", func(m *pb.MetaGraphDef) {
			m.CollectionDef = map[string]*pb.CollectionDef{mainCollection: nodeList("gone")}
		}, `its initialisation "gone" is not in the graph`},
		{"asset outside", "", func(m *pb.MetaGraphDef) { m.AssetFileDef[0].Filename = "../../secret" },
			`its asset "../../secret" is outside of the model's directory`},
	} {
		t.Run(c.name, func(t *testing.T) {
			meta := withTable()
			meta.AssetFileDef = []*pb.AssetFileDef{asset("path:0", "words.txt"), asset("x:0", "other.txt")}
			c.change(meta)
			dir := savedModel(t, meta)
			m, err := Load(Source{Path: dir})
			if c.err != "" {
				if err == nil || !strings.HasSuffix(err.Error(), c.err) {
					t.Fatalf("got error %v, want %q", err, c.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			want := &Weights{Init: c.init, Assets: map[string]string{"path:0": filepath.Join(dir, "assets", "words.txt")}}
			if diff := cmp.Diff(want, m.Weights); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestKeepInit keeps what fills a table that is read, and nothing if none is.
func TestKeepInit(t *testing.T) {
	for read, want := range map[string]int{"y": 1, "x": 0} {
		meta := withTable()
		meta.CollectionDef = map[string]*pb.CollectionDef{mainCollection: nodeList("main")}
		m, err := Load(Source{Path: savedModel(t, meta)})
		if err != nil {
			t.Fatal(err)
		}
		m.KeepInit(m.Graph.Node(read))
		if got := len(m.Graph.Node("main").Control); got != want {
			t.Errorf("%s: main waits for %d nodes, want %d", read, got, want)
		}
		if (m.Weights != nil) != (want > 0) {
			t.Errorf("%s: the weights are %+v", read, m.Weights)
		}
	}
}

// TestHashOfAssets changes with what fills a table.
func TestHashOfAssets(t *testing.T) {
	meta := withTable()
	meta.AssetFileDef = []*pb.AssetFileDef{asset("path:0", "words.txt")}
	dir := savedModel(t, meta)
	if err := os.Mkdir(filepath.Join(dir, assetsDir), 0o755); err != nil {
		t.Fatal(err)
	}
	hashes := map[string]bool{}
	for _, text := range []string{"ant", "bee"} {
		if err := os.WriteFile(filepath.Join(dir, assetsDir, "words.txt"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		m, err := Load(Source{Path: dir})
		if err != nil {
			t.Fatal(err)
		}
		h, err := m.Hash()
		if err != nil {
			t.Fatal(err)
		}
		hashes[h] = true
	}
	if len(hashes) != 2 {
		t.Error("other words do not change the hash")
	}
}
