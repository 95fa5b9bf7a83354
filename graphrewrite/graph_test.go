package graphrewrite

import (
	"fmt"
	"strings"
	"testing"

	functionpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/function_go_proto"
	graphpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/graph_go_proto"
	nodepb "github.com/galeone/tensorflow/tensorflow/go/core/framework/node_def_go_proto"
	opdefpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/op_def_go_proto"
	"github.com/google/go-cmp/cmp"
)

func TestFromProtoErrors(t *testing.T) {
	for _, test := range []struct {
		nodes []*nodepb.NodeDef
		want  string
	}{
		{[]*nodepb.NodeDef{{Name: "a", Op: "X"}, {Name: "a", Op: "Y"}}, `graph: node "a" (Y): the name is taken`},
		{[]*nodepb.NodeDef{{Op: "X"}}, `graph: a node (X) has no name`},
		{[]*nodepb.NodeDef{{Name: "a"}}, `graph: node "a": the node has no op`},
		{[]*nodepb.NodeDef{{Name: "a", Op: "X", Input: []string{"b:0"}}}, `graph: node "a" (X): its input "b:0" is not in the graph`},
		{[]*nodepb.NodeDef{{Name: "b", Op: "X"}, {Name: "a", Op: "X", Input: []string{"^b:0"}}}, `graph: node "a" (X): its input "^b:0" is not in the graph`},
		{[]*nodepb.NodeDef{{Name: "a", Op: "X", Input: []string{"a:x"}}}, `graph: node "a" (X): "a:x" is not the name of a tensor`},
		{[]*nodepb.NodeDef{{Name: "a:1", Op: "X"}}, `graph: node "a:1" (X): no input can have such a name`},
		{[]*nodepb.NodeDef{nil}, `graph: a node () has no name`},
		{[]*nodepb.NodeDef{{Name: "a", Op: "X", Input: []string{"a"}}}, `graph: node "a" (X): the node depends on itself`},
	} {
		if _, err := FromProto(&graphpb.GraphDef{Node: test.nodes}); fmt.Sprint(err) != test.want {
			t.Errorf("got  %v\nwant %s", err, test.want)
		}
	}
}

// TestUniqueStaysFast would take minutes if each name were searched from 1.
func TestUniqueStaysFast(t *testing.T) {
	s := Scope{Graph: New()}
	for range 200_000 {
		s.Op("NoOp", "same", Type{}, nil)
	}
	if s.Graph.Len() != 200_000 || s.Graph.Node("same_199999") == nil {
		t.Errorf("%d nodes", s.Graph.Len())
	}
}

// library has the function f(v) = Neg(Relu(v)), and others that go wrong.
func library() *functionpb.FunctionDefLibrary {
	define := func(name, ret string, nodes ...*nodepb.NodeDef) *functionpb.FunctionDef {
		return &functionpb.FunctionDef{
			Signature: &opdefpb.OpDef{Name: name,
				InputArg:  []*opdefpb.OpDef_ArgDef{{Name: "v", Type: Float}},
				OutputArg: []*opdefpb.OpDef_ArgDef{{Name: "r", Type: Float}}},
			NodeDef: nodes, Ret: map[string]string{"r": ret},
		}
	}
	relu := &nodepb.NodeDef{Name: "a", Op: "Relu", Input: []string{"v"}}
	return &functionpb.FunctionDefLibrary{Function: []*functionpb.FunctionDef{
		define("f", "n:y:0", relu, &nodepb.NodeDef{Name: "n", Op: "Neg", Input: []string{"a:activations:0"}}),
		define("outer", "call:r:0", &nodepb.NodeDef{Name: "call", Op: "f", Input: []string{"v"}}),
		define("loop", "call:r:0", &nodepb.NodeDef{Name: "call", Op: "loop", Input: []string{"v"}}),
		define("lost", "n:y:0", relu),
		define("strange", "a:nothing:0", relu),
	}}
}

func opDefs(op string) *opdefpb.OpDef {
	outputs := map[string]string{"Relu": "activations", "Neg": "y", "If": "output"}
	if outputs[op] == "" {
		return nil
	}
	return &opdefpb.OpDef{Name: op, OutputArg: []*opdefpb.OpDef_ArgDef{{Name: outputs[op]}}}
}

func TestInline(t *testing.T) {
	g := parse(t, "x = Placeholder() {dtype=float}\na = Exp(x)\nc = PartitionedCall(a) {f=func \"outer\"{}}\ny = Neg(c)\nz = PartitionedCall(x) {f=func \"f\"{}}")
	g.Library = library()
	n, err := Inline(g, opDefs, g.Node("y"))
	if err != nil || n != 2 {
		t.Fatalf("%d calls inlined: %v", n, err)
	}
	if err := g.Check(); err != nil {
		t.Fatal(err)
	}
	const want = `x = Placeholder() {dtype=float}
a = Exp(x)
call/a = Relu(a)
n = Neg(call/a)
call = IdentityN(n) {T=[float]}
c = IdentityN(call) {T=[float]}
y = Neg(c)
z = PartitionedCall(x) {f=func "f"{}}
`
	if diff := cmp.Diff(want, format(t, g)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestInlineErrors(t *testing.T) {
	for call, want := range map[string]string{
		`PartitionedCall(x) {f=func "none"{}}`:    `node "c" (PartitionedCall): the function "none" is not in the graph's library`,
		`PartitionedCall(x, x) {f=func "f"{}}`:    `node "c" (PartitionedCall): the function "f" takes 1 inputs, the call gives 2`,
		`PartitionedCall(x) {f=func "loop"{}}`:    `calls nest more than 100 deep: the function "loop" may call itself`,
		`PartitionedCall(x) {f=func "lost"{}}`:    `its result "r": its input "n:y:0" is not in the function`,
		`PartitionedCall(x) {f=func "strange"{}}`: `the op Relu has no output "nothing"`,
	} {
		g := parse(t, "x = Placeholder() {dtype=float}\nc = "+call)
		g.Library = library()
		if _, err := Inline(g, opDefs, g.Node("c")); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s:\ngot  %v\nwant %s", call, err, want)
		}
	}
}
