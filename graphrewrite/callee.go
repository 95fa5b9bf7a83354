package graphrewrite

import (
	"fmt"

	functionpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/function_go_proto"
	opdefpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/op_def_go_proto"
)

// A callee is a function of a graph's library.
type callee struct {
	def *functionpb.FunctionDef
	// results maps the names of the results to their indices.
	results map[string]int
	// weight is 0 before weigh.
	weight int
}

// weigh estimates the bytes that the body takes in a graph.
func (f *callee) weigh() int {
	if f.weight == 0 {
		signature := f.def.GetSignature()
		f.weight = 64 + 64*(len(signature.GetInputArg())+len(signature.GetOutputArg())+len(f.def.GetControlRet()))
		for _, nd := range f.def.GetNodeDef() {
			f.weight += 256 + len(nd.GetName()) + 32*len(nd.GetInput()) + 64*countAttrs(nd.GetAttr())
		}
	}
	return f.weight
}

// result returns the index of a result.
func (f *callee) result(name string) (int, bool) {
	if f.results == nil {
		f.results = map[string]int{}
		for i, out := range f.def.GetSignature().GetOutputArg() {
			f.results[out.GetName()] = i
		}
	}
	i, ok := f.results[name]
	return i, ok
}

// isList reports whether an argument or a result is a list of tensors, as those
// of ops may, and those of functions do not.
func isList(arg *opdefpb.OpDef_ArgDef) bool {
	return arg.GetNumberAttr() != "" || arg.GetTypeListAttr() != ""
}

// arguments maps the names of the function's arguments to the inputs of a call.
func (f *callee) arguments(call *Node) (map[string]Output, error) {
	args := f.def.GetSignature().GetInputArg()
	if len(call.Inputs) != len(args) {
		return nil, fmt.Errorf("it takes %d inputs, the call gives %d", len(args), len(call.Inputs))
	}
	bound := make(map[string]Output, len(args))
	for i, arg := range args {
		if _, twice := bound[arg.GetName()]; twice {
			return nil, fmt.Errorf("two of its arguments are named %q", arg.GetName())
		}
		if isList(arg) {
			return nil, fmt.Errorf("its argument %q is a list, which is not supported", arg.GetName())
		}
		bound[arg.GetName()] = call.Inputs[i]
	}
	return bound, nil
}
