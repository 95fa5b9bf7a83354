package tensorflow

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"

	graphpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/graph_go_proto"
)

// pairs adds 10 to the first and 20 to the second element of each pair in x, and splits
// the columns. broken needs four pairs, which the tests never have.
const pairs = `
node { name: "x" op: "Placeholder" ` + float + `
       attr { key: "shape" value { shape { dim { size: -1 } dim { size: 2 } } } } }
node { name: "tens" op: "Const" ` + float + `
       attr { key: "value" value { tensor { dtype: DT_FLOAT tensor_shape { dim { size: 2 } } float_val: 10 float_val: 20 } } } }
node { name: "sum" op: "AddV2" input: "x" input: "tens" attr { key: "T" value { type: DT_FLOAT } } }
node { name: "columns" op: "Unpack" input: "sum" attr { key: "T" value { type: DT_FLOAT } }
       attr { key: "num" value { i: 2 } } attr { key: "axis" value { i: 1 } } }
node { name: "eight" op: "Const" attr { key: "dtype" value { type: DT_INT32 } }
       attr { key: "value" value { tensor { dtype: DT_INT32 tensor_shape { dim { size: 1 } } int_val: 8 } } } }
node { name: "broken" op: "Reshape" input: "sum" input: "eight" attr { key: "T" value { type: DT_FLOAT } } }
`

const float = `attr { key: "dtype" value { type: DT_FLOAT } }`

// graph serializes a GraphDef in text form.
func graph(t *testing.T, text string) []byte {
	t.Helper()
	var def graphpb.GraphDef
	if err := prototext.Unmarshal([]byte(text), &def); err != nil {
		t.Fatal(err)
	}
	raw, err := proto.Marshal(&def)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func open(t *testing.T, text string) *Session {
	t.Helper()
	s, err := NewSession(graph(t, text), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func tensor[T Element](t *testing.T, shape []int64, data ...T) *Tensor {
	t.Helper()
	x, err := New(shape, data)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestInfer(t *testing.T) {
	got, err := Infer(graph(t, pairs))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]Type{
		"x": {{1, []int64{-1, 2}}}, "tens": {{1, []int64{2}}}, "sum": {{1, []int64{-1, 2}}},
		"columns": {{1, []int64{-1}}, {1, []int64{-1}}}, "eight": {{3, []int64{1}}}, "broken": {{1, []int64{8}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	got, err = Infer(graph(t, `node { name: "x" op: "Placeholder" `+float+` }`))
	if diff := cmp.Diff(map[string][]Type{"x": {{DType: 1}}}, got); err != nil || diff != "" {
		t.Error("the shape of an unknown rank is not nil:", err, diff)
	}
}

// TestRefusedGraphs: errors contain TensorFlow's reason, and name the node.
func TestRefusedGraphs(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`node { name: "n" op: "NoSuchOp" }`, "NoSuchOp"},
		{`node { name: "n" op: "Relu" input: "gone" attr { key: "T" value { type: DT_FLOAT } } }`, "'gone'"},
		{`node { name: "n" op: "Relu" attr { key: "T" value { type: DT_FLOAT } } }`, "{{node n}}"},
		{`node { name: "n" op: "Placeholder" attr { key: "dtype" value { type: DT_STRING } } }
		  node { name: "relu_of_n" op: "Relu" input: "n" attr { key: "T" value { type: DT_STRING } } }`, "{{node relu_of_n}}"},
	} {
		_, infer := Infer(graph(t, c.text))
		_, session := NewSession(graph(t, c.text), Options{})
		for _, err := range []error{infer, session} {
			if err == nil || !strings.HasPrefix(err.Error(), "tensorflow: import graph: ") || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: got %v, want %s in it", c.text, err, c.want)
			}
		}
	}
	if _, err := NewSession([]byte("not a graph"), Options{}); fmt.Sprint(err) != "tensorflow: import graph: Invalid GraphDef" {
		t.Errorf("got %v", err)
	}
}

func TestOpDefs(t *testing.T) {
	defs, err := OpDefs()
	if err != nil {
		t.Fatal(err)
	}
	conv := defs["Conv2D"]
	if len(conv.GetInputArg()) != 2 || conv.GetInputArg()[1].GetName() != "filter" {
		t.Errorf("Conv2D has the inputs %v", conv.GetInputArg())
	}
}

// TestLookupOps: definitions that are looked up one by one equal those of the whole
// list.
func TestLookupOps(t *testing.T) {
	all, err := OpDefs()
	if err != nil {
		t.Fatal(err)
	}
	find, err := LookupOps()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range all {
		if got := find(name); !proto.Equal(got, want) {
			t.Errorf("%s is\n%v, want\n%v", name, got, want)
		}
		if find(name) != find(name) {
			t.Errorf("%s is read twice", name)
		}
	}
	for _, name := range []string{"", "Frobnicate", "Relu\x00", "relu"} {
		if got := find(name); got != nil {
			t.Errorf("%q is %v", name, got)
		}
	}
}
