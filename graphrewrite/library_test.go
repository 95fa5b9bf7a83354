package graphrewrite

import (
	"strings"
	"testing"

	functionpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/function_go_proto"
	nodepb "github.com/galeone/tensorflow/tensorflow/go/core/framework/node_def_go_proto"
	opdefpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/op_def_go_proto"
)

// parseFunction reads a function from the text form of its nodes, which name tensors as
// functions do, and of pseudo-nodes for its signature:
//
//	v = Arg() {type=float}            an argument; also type_attr, number_attr
//	a = Relu(v) {T=float}
//	r = Result(a:activations:0) {type=float}
//	end = ControlResult(a)
func parseFunction(t *testing.T, name, lines string) *functionpb.FunctionDef {
	t.Helper()
	f := &functionpb.FunctionDef{Signature: &opdefpb.OpDef{Name: name}, Ret: map[string]string{}, ControlRet: map[string]string{}}
	for line := range strings.Lines(lines) {
		head, rest, ok := strings.Cut(strings.TrimSpace(line), "(")
		if !ok {
			continue
		}
		reads, rest, _ := strings.Cut(rest, ")")
		n, _, err := (&text{line: head + "()" + rest, rest: head + "()" + rest, number: 1}).node()
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		var inputs []string
		if reads != "" {
			inputs = strings.Split(reads, ", ")
		}
		addLine(f, n, inputs)
	}
	return f
}

func addLine(f *functionpb.FunctionDef, n *Node, inputs []string) {
	switch n.Op {
	case "Arg":
		f.Signature.InputArg = append(f.Signature.InputArg, argOf(n))
	case "Result":
		f.Signature.OutputArg = append(f.Signature.OutputArg, argOf(n))
		if len(inputs) > 0 {
			f.Ret[n.Name] = inputs[0]
		}
	case "ControlResult":
		f.ControlRet[n.Name] = inputs[0]
	default:
		f.NodeDef = append(f.NodeDef, &nodepb.NodeDef{Name: n.Name, Op: n.Op, Device: n.Device, Attr: n.Attr, Input: inputs})
	}
}

func argOf(n *Node) *opdefpb.OpDef_ArgDef {
	return &opdefpb.OpDef_ArgDef{Name: n.Name, Type: n.DType("type"), TypeAttr: n.Str("type_attr", ""), NumberAttr: n.Str("number_attr", "")}
}

// opDefs defines a few ops.
func opDefs(op string) *opdefpb.OpDef {
	outputs := map[string][]*opdefpb.OpDef_ArgDef{
		"Relu": {{Name: "activations"}}, "Neg": {{Name: "y"}}, "Identity": {{Name: "output"}}, "AddV2": {{Name: "z"}}, "NoOp": {},
		"Split": {{Name: "output", NumberAttr: "num_split"}}, "IdentityN": {{Name: "output", TypeListAttr: "T"}},
		"SparseSplit": {{Name: "output_indices", NumberAttr: "num_split"}, {Name: "output_values", NumberAttr: "num_split"}},
		"If":          {{Name: "output", TypeListAttr: "Tout"}}, "Moments": {{Name: "mean"}, {Name: "variance"}},
		"Const": {{Name: "output"}}, "FusedBatchNormV3": {{Name: "y"}},
		"PartitionedCall": {{Name: "output", TypeListAttr: "Tout"}}, "StatefulPartitionedCall": {{Name: "output", TypeListAttr: "Tout"}},
	}
	if outputs[op] == nil {
		return nil
	}
	return &opdefpb.OpDef{Name: op, OutputArg: outputs[op]}
}

// libraryOf parses functions, given by their names, into a library.
func libraryOf(t *testing.T, functions map[string]string) *functionpb.FunctionDefLibrary {
	t.Helper()
	library := &functionpb.FunctionDefLibrary{}
	for name, lines := range functions {
		library.Function = append(library.Function, parseFunction(t, name, lines))
	}
	return library
}
