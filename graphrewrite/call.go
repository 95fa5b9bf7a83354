package graphrewrite

import (
	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
	opdefpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/op_def_go_proto"
	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"
)

// Call adds a call of an outlined function, and returns its results, which have the
// types out. args are the values of the function's Args; the tensors that it captured
// follow them.
func (s Scope) Call(name string, f *Outlined, out []Type, args ...Output) []Output {
	op := "PartitionedCall"
	if f.def.GetSignature().GetIsStateful() {
		op = "StatefulPartitionedCall"
	}
	inputs := append(append([]Output(nil), args...), f.captured...)
	n := s.Node(op, name, out, Attrs{
		"f": functionAttr(f.def.GetSignature().GetName()), "Tin": dtypes(f.def.GetSignature().GetInputArg()),
		"Tout": dtypes(f.def.GetSignature().GetOutputArg()), "config": "", "config_proto": "", "executor_type": "",
	}, inputs...)
	n.Control = f.control
	results := make([]Output, len(out))
	for i := range results {
		results[i] = n.Out(i)
	}
	return results
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
