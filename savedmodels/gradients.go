package savedmodels

import (
	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
	functionpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/function_go_proto"
	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"
	pb "github.com/galeone/tensorflow/tensorflow/go/core/protobuf/for_core_protos_go_proto"

	gr "tfreeze/graphrewrite"
)

// noteGradients finds the functions that compute the model's custom gradients, and
// notes each, with the tensors it reads, in attributes of the nodes whose gradient it
// computes. A function that is missing or does not fit is not noted: the gradient is
// then unknown.
func noteGradients(meta *pb.MetaGraphDef) {
	library, objects := meta.GetGraphDef().GetLibrary(), meta.GetObjectGraphDef()
	functions := map[string]*functionpb.FunctionDef{}
	for _, f := range library.GetFunction() {
		functions[f.GetSignature().GetName()] = f
	}
	noted := map[string]*gradient{}
	for _, r := range library.GetRegisteredGradients() {
		// A node without a custom gradient has the empty name.
		if g := readGradient(functions[r.GetGradientFunc()], objects); g != nil && r.GetRegisteredOpType() != "" {
			noted[r.GetRegisteredOpType()] = g
		}
	}
	for name, f := range functions {
		for _, n := range f.GetNodeDef() {
			if g := noted[gr.CustomGradient(n.GetOp(), n.GetAttr())]; g != nil && (len(g.reads) == 0 || g.in == name) {
				g.note(n.Attr)
			}
		}
	}
}

// A gradient is a function that computes a custom gradient.
type gradient struct {
	function string
	// inputs are the indices of the node's inputs whose gradients it returns.
	inputs []int64
	// reads names tensors of the function in; types are theirs.
	reads []string
	types []typespb.DataType
	in    string
}

// readGradient returns nil if the function or its record is missing or damaged.
func readGradient(f *functionpb.FunctionDef, objects *pb.SavedObjectGraph) *gradient {
	saved := objects.GetConcreteFunctions()[f.GetSignature().GetName()]
	if f == nil || saved == nil {
		return nil
	}
	g := &gradient{function: f.GetSignature().GetName()}
	args := f.GetSignature().GetInputArg()
	if len(saved.GetBoundInputs()) > len(args) {
		return nil
	}
	for i, arg := range args[len(args)-len(saved.GetBoundInputs()):] {
		id := int(saved.GetBoundInputs()[i])
		if id < 0 || id >= len(objects.GetNodes()) {
			return nil
		}
		read := objects.GetNodes()[id].GetCapturedTensor()
		if read == nil || g.in != "" && g.in != read.GetConcreteFunction() {
			return nil
		}
		g.in, g.reads, g.types = read.GetConcreteFunction(), append(g.reads, read.GetName()), append(g.types, arg.GetType())
	}
	for i, v := range resultsOf(saved.GetOutputSignature()) {
		if _, none := v.GetKind().(*pb.StructuredValue_NoneValue); !none {
			g.inputs = append(g.inputs, int64(i))
		}
	}
	if len(g.inputs) != len(f.GetSignature().GetOutputArg()) {
		return nil
	}
	return g
}

// resultsOf lists the values that a function returns.
func resultsOf(v *pb.StructuredValue) []*pb.StructuredValue {
	switch {
	case v.GetListValue() != nil:
		return v.GetListValue().GetValues()
	case v.GetTupleValue() != nil:
		return v.GetTupleValue().GetValues()
	}
	return []*pb.StructuredValue{v}
}

func (g *gradient) note(attrs map[string]*attrpb.AttrValue) {
	attrs[gr.GradientFunction] = &attrpb.AttrValue{Value: &attrpb.AttrValue_Func{Func: &attrpb.NameAttrList{Name: g.function}}}
	reads := &attrpb.AttrValue_ListValue{}
	for _, r := range g.reads {
		reads.S = append(reads.S, []byte(r))
	}
	for name, list := range map[string]*attrpb.AttrValue_ListValue{
		gr.GradientInputs: {I: g.inputs}, gr.GradientReads: reads, gr.GradientReadTypes: {Type: g.types},
	} {
		attrs[name] = &attrpb.AttrValue{Value: &attrpb.AttrValue_List{List: list}}
	}
}
