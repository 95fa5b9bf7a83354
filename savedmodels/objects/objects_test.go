package objects

import (
	"os"
	"strings"
	"testing"

	functionpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/function_go_proto"
	pb "github.com/galeone/tensorflow/tensorflow/go/core/protobuf/for_core_protos_go_proto"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"

	"tfreeze/savedmodels/checkpoint"
)

const forms = "../../testdata/forms/"

func readMeta(t *testing.T, name string) *pb.MetaGraphDef {
	t.Helper()
	raw, err := os.ReadFile(forms + name + "/saved_model.pb")
	if err != nil {
		t.Fatal(err)
	}
	var saved pb.SavedModel
	if err := proto.Unmarshal(raw, &saved); err != nil {
		t.Fatal(err)
	}
	return saved.GetMetaGraphs()[0]
}

func definition(meta *pb.MetaGraphDef, name string) *functionpb.FunctionDef {
	for _, f := range meta.GetGraphDef().GetLibrary().GetFunction() {
		if f.GetSignature().GetName() == name {
			return f
		}
	}
	return nil
}

// TestFunctions lists the functions of a module, the nearest first, with what their traces
// take and return.
func TestFunctions(t *testing.T) {
	meta := readMeta(t, "functions")
	g := New(meta.GetObjectGraphDef())
	var got []string
	for _, f := range g.Functions() {
		for _, name := range f.Traces {
			trace, err := g.Trace(name, definition(meta, name))
			if err != nil {
				t.Fatal(err)
			}
			var outputs []string
			for _, o := range trace.Outputs {
				outputs = append(outputs, o.Name+" "+o.Type.String())
			}
			got = append(got, f.Path+trace.String()+" "+strings.Join(outputs, ", "))
		}
	}
	want := []string{
		"__call__(image float[?,8,8,3], training=False) output_0 float[?,4]",
		"__call__(image float[?,8,8,3], training=True) output_0 float[?,4]",
		"features(image float[?,8,8,3]) output_0 float[?,4,4,6]",
		"net.score(image float[?,8,8,3]) logits float[?,4]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestFunction finds functions by their paths, and traces by their names.
func TestFunction(t *testing.T) {
	g := New(readMeta(t, "functions").GetObjectGraphDef())
	first := g.Functions()[0].Traces[0]
	for name, want := range map[string]int{"__call__": 2, "net.score": 1, first: 1, "net": 0, "score": 0, "": 0, "net.": 0, ".": 0, "net.score.trace_0": 1} {
		if f, ok := g.Function(name); len(f.Traces) != want || ok != (want > 0) {
			t.Errorf("%q has the traces %v", name, f.Traces)
		}
	}
}

// TestKeys finds the values of variables by the names of objects, of which two may share a
// name.
func TestKeys(t *testing.T) {
	meta := readMeta(t, "keras3_saved")
	g := New(meta.GetObjectGraphDef())
	c, err := checkpoint.Open(forms + "keras3_saved/variables/variables")
	if err != nil {
		t.Fatal(err)
	}
	keys, err := g.Keys(c)
	if err != nil {
		t.Fatal(err)
	}
	variables := 0
	for id := range g.objects {
		v := g.Variable(int32(id))
		if v == nil {
			continue
		}
		variables++
		held, ok := c.Variable(keys[int32(id)])
		last := v.GetName()[strings.LastIndexByte(v.GetName(), '/')+1:]
		if !ok || held.DType != v.GetDtype() || !strings.HasSuffix(held.Name, last+"/.ATTRIBUTES/VARIABLE_VALUE") {
			t.Errorf("%s is %q in the checkpoint", v.GetName(), keys[int32(id)])
		}
	}
	if variables != 8 || len(keys) != variables {
		t.Errorf("%d variables, %d keys", variables, len(keys))
	}
}

// TestKeysByPath: an object with other numbers, and one that only one side has.
func TestKeysByPath(t *testing.T) {
	var own pb.SavedObjectGraph
	var held pb.TrackableObjectGraph
	parse(t, `nodes { children { node_id: 1 local_name: "a" } children { node_id: 2 local_name: "b" } children { node_id: 3 local_name: "only_here" } children { node_id: 9 local_name: "b" } }
		nodes { variable {} children { node_id: 0 local_name: "parent" } } nodes { variable {} } nodes { variable {} }`, &own)
	parse(t, `nodes { children { node_id: 2 local_name: "a" } children { node_id: 1 local_name: "b" } children { node_id: -7 local_name: "only_there" } }
		nodes { attributes { name: "VARIABLE_VALUE" checkpoint_key: "key of b" } attributes { name: "OTHER" checkpoint_key: "x" } }
		nodes { attributes { name: "VARIABLE_VALUE" checkpoint_key: "key of a" } children { node_id: 0 local_name: "parent" } }`, &held)
	want := map[int32]string{1: "key of a", 2: "key of b"}
	if diff := cmp.Diff(want, New(&own).keys(held.GetNodes())); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func parse(t *testing.T, text string, into proto.Message) {
	t.Helper()
	if err := prototext.Unmarshal([]byte(text), into); err != nil {
		t.Fatal(err)
	}
}

// TestDamaged: what a function takes must fit its graph.
func TestDamaged(t *testing.T) {
	var own pb.SavedObjectGraph
	parse(t, `nodes { children { node_id: 5 local_name: "f" } } concrete_functions { key: "f" value { bound_inputs: [1, 2] } }`, &own)
	g := New(&own)
	if _, err := g.Trace("f", nil); err == nil {
		t.Error("a function that is not there is described")
	}
	var def functionpb.FunctionDef
	parse(t, `signature { name: "f" input_arg { name: "x" type: DT_FLOAT } }`, &def)
	if _, err := g.Trace("f", &def); err == nil {
		t.Error("a function is given more than it takes")
	}
	if got := New(nil).Functions(); got != nil {
		t.Errorf("nothing has the functions %v", got)
	}
}

// FuzzObjects: no list of objects, and no function, makes a panic or leads outside of the
// list.
func FuzzObjects(f *testing.F) {
	raw, err := os.ReadFile(forms + "functions/saved_model.pb")
	if err != nil {
		f.Fatal(err)
	}
	var saved pb.SavedModel
	if err := proto.Unmarshal(raw, &saved); err != nil {
		f.Fatal(err)
	}
	meta := saved.GetMetaGraphs()[0]
	own, _ := proto.Marshal(meta.GetObjectGraphDef())
	for _, def := range meta.GetGraphDef().GetLibrary().GetFunction() {
		function, _ := proto.Marshal(def)
		f.Add(own, function, []byte{}, "net.score")
	}
	f.Fuzz(func(t *testing.T, own, function, held []byte, name string) {
		var objects pb.SavedObjectGraph
		var def functionpb.FunctionDef
		var list pb.TrackableObjectGraph
		o := proto.UnmarshalOptions{RecursionLimit: maxDepth}
		if o.Unmarshal(own, &objects) != nil || o.Unmarshal(function, &def) != nil || o.Unmarshal(held, &list) != nil {
			return
		}
		g := New(&objects)
		for _, f := range g.Functions() {
			if again, ok := g.Function(f.Path); f.Path != "" && !strings.Contains(f.Path, "..") && ok && len(again.Traces) == 0 {
				t.Errorf("%q has no traces", f.Path)
			}
		}
		g.Function(name)
		if trace, err := g.Trace(def.GetSignature().GetName(), &def); err == nil {
			_ = trace.String()
			if len(trace.Inputs)+len(trace.Captures) != len(def.GetSignature().GetInputArg()) {
				t.Errorf("%d inputs and %d captures of %d", len(trace.Inputs), len(trace.Captures), len(def.GetSignature().GetInputArg()))
			}
			for _, id := range trace.Captures {
				g.Kind(id)
			}
		}
		for id := range g.keys(list.GetNodes()) {
			if g.Variable(id) == nil {
				t.Errorf("object %d is no variable", id)
			}
		}
	})
}
