package savedmodels

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	pb "github.com/galeone/tensorflow/tensorflow/go/core/protobuf/for_core_protos_go_proto"
	"google.golang.org/protobuf/proto"
)

// withFunctions copies the SavedModel without signatures, and lets the test edit it.
func withFunctions(t *testing.T, edit func(*pb.MetaGraphDef)) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "functions")
	copyTree(t, "../testdata/forms/functions", dir)
	file := filepath.Join(dir, savedModelFile)
	var saved pb.SavedModel
	if err := proto.Unmarshal(readFile(t, file), &saved); err != nil {
		t.Fatal(err)
	}
	edit(saved.GetMetaGraphs()[0])
	raw, err := proto.Marshal(&saved)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, raw, 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

// keepFunctions removes the other children of the root.
func keepFunctions(names ...string) func(*pb.MetaGraphDef) {
	return func(meta *pb.MetaGraphDef) {
		root := meta.GetObjectGraphDef().GetNodes()[0]
		kept := root.Children[:0]
		for _, c := range root.Children {
			for _, name := range names {
				if c.GetLocalName() == name {
					kept = append(kept, c)
				}
			}
		}
		root.Children = kept
	}
}

// TestFunctions: a model without signatures lists its functions; the only one is used.
func TestFunctions(t *testing.T) {
	m, err := Load(Source{Path: "../testdata/forms/functions"})
	if err != nil || len(m.Functions) != 3 || len(m.Functions[0].Takes) != 2 || m.Choice != "" {
		t.Fatalf("%+v, %v", m.Functions, err)
	}
	m, err = Load(Source{Path: withFunctions(t, keepFunctions("features"))})
	if err == nil {
		t.Errorf("the variables of a module that is gone are found: %v", m)
	} else if !strings.HasSuffix(err.Error(), `does not hold the variable "kernel"`) {
		t.Error(err)
	}
	m, err = Load(Source{Path: withFunctions(t, keepFunctions("features", "net")), Function: "features"})
	if err != nil || len(m.Signatures) != 1 || m.Signatures[0].Name != "features" || m.Choice != "function features (image float[?,8,8,3])" {
		t.Errorf("%+v, %v", m, err)
	}
	only := withFunctions(t, func(meta *pb.MetaGraphDef) {
		keepFunctions("features", "net")(meta)
		for _, o := range meta.GetObjectGraphDef().GetNodes() {
			if f := o.GetFunction(); f != nil && strings.HasPrefix(f.GetConcreteFunctions()[0], "__inference_score") {
				f.ConcreteFunctions = nil
			}
		}
	})
	if m, err = Load(Source{Path: only}); err != nil || len(m.Signatures) != 1 || m.Description() != "SavedModel, function features (image float[?,8,8,3])" {
		t.Errorf("%+v, %v", m, err)
	}
}

// TestFunctionRefused: each reason why a function cannot be called.
func TestFunctionRefused(t *testing.T) {
	resource := func(meta *pb.MetaGraphDef) {
		for _, o := range meta.GetObjectGraphDef().GetNodes() {
			if o.GetConstant() != nil {
				o.Kind = &pb.SavedObject_Resource{Resource: &pb.SavedResource{}}
			}
		}
	}
	same := func(meta *pb.MetaGraphDef) {
		for _, f := range meta.GetObjectGraphDef().GetConcreteFunctions() {
			f.CanonicalizedInputSignature = nil
		}
	}
	for _, c := range []struct {
		name, function, want string
		edit                 func(*pb.MetaGraphDef)
	}{
		{"unknown", "call", `it has no function "call" (did you mean "__call__"?); it has __call__, features, net.score`, func(*pb.MetaGraphDef) {}},
		{"none", "f", `it has no function "f", nor any other`, func(meta *pb.MetaGraphDef) { meta.ObjectGraphDef = nil }},
		{"a table", "__call__", `function "__call__": it is given a lookup table or another resource, which is possible in a signature alone`, resource},
		{"two traces", "__call__", `the function "__call__" was traced several times: choose one with --function: `, same},
		{"no graph", "net.score", `the SavedModel does not say what the function "__inference_score_`, func(meta *pb.MetaGraphDef) { meta.GetGraphDef().Library = nil }},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Load(Source{Path: withFunctions(t, c.edit), Function: c.function})
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %v, want %s", err, c.want)
			}
		})
	}
}

// TestKeras3Saved restores the variables that the functions read, and not the copies that
// the saver restores.
func TestKeras3Saved(t *testing.T) {
	m, err := Load(Source{Path: "../testdata/forms/keras3_saved"})
	if err != nil {
		t.Fatal(err)
	}
	text := format(t, m.Graph.Subgraph(m.Weights.Nodes(m.Graph)...))
	for _, name := range []string{"conv/kernel", "norm/moving_variance", "scores/bias"} {
		if !strings.Contains(text, "AssignVariableOp("+name+", restore/RestoreV2") {
			t.Errorf("%s is not restored:\n%s", name, text)
		}
	}
	if strings.Contains(text, "Variable_1 = VarHandleOp") {
		t.Errorf("copies are restored:\n%s", text)
	}
	if m.Weights.Feed != "saver_filename:0" {
		t.Errorf("the checkpoint's name is fed to %s", m.Weights.Feed)
	}
}
