package graphrewrite

import (
	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
	functionpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/function_go_proto"
	opdefpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/op_def_go_proto"
	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"
)

// Call adds a call of an outlined function, and returns its results, which have the
// types out. args are the values of the function's Args; the tensors that it captured
// follow them.
func (s Scope) Call(name string, f *Outlined, out []Type, args ...Output) []Output {
	n := s.CallFunction(name, f.def, append(append([]Output(nil), args...), f.captured...)...)
	n.Types, n.Control = out, f.control
	results := make([]Output, len(out))
	for i := range results {
		results[i] = n.Out(i)
	}
	return results
}

// CallFunction adds a call of a function of the graph's library. The shapes of its results
// are unknown.
func (s Scope) CallFunction(name string, f *functionpb.FunctionDef, args ...Output) *Node {
	op := "PartitionedCall"
	if f.GetSignature().GetIsStateful() {
		op = "StatefulPartitionedCall"
	}
	out := dtypes(f.GetSignature().GetOutputArg())
	types := make([]Type, len(out))
	for i, dtype := range out {
		types[i].DType = dtype
	}
	return s.Node(op, name, types, Attrs{
		"f": functionAttr(f.GetSignature().GetName()), "Tin": dtypes(f.GetSignature().GetInputArg()),
		"Tout": out, "config": "", "config_proto": "", "executor_type": "",
	}, args...)
}

func functionAttr(name string) *attrpb.AttrValue {
	return &attrpb.AttrValue{Value: &attrpb.AttrValue_Func{Func: &attrpb.NameAttrList{Name: name}}}
}

func dtypes(args []*opdefpb.OpDef_ArgDef) []typespb.DataType {
	types := make([]typespb.DataType, len(args))
	for i, a := range args {
		types[i] = a.GetType()
	}
	return types
}
