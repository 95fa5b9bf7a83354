package graphrewrite

import (
	"fmt"
	"slices"

	functionpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/function_go_proto"
	opdefpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/op_def_go_proto"
)

// qualified returns a tensor's name in a function, "node:output_arg:index".
func (e *outliner) qualified(o Output) (string, error) {
	def, first := e.def(o.Node), 0
	for _, arg := range def.GetOutputArg() {
		width := outputs(o.Node, arg)
		if o.Index < first+width {
			return fmt.Sprintf("%s:%s:%d", o.Node.Name, arg.GetName(), o.Index-first), nil
		}
		first += width
	}
	return "", &Error{Node: o.Node.Name, Op: o.Node.Op, Err: fmt.Errorf("the op has no output %d, or is not known", o.Index)}
}

// def returns the definition of a node's op, which may be a function of the library.
func (e *outliner) def(n *Node) *opdefpb.OpDef {
	if f := e.function(n.Op); f != nil {
		return f.GetSignature()
	}
	return e.defs(n.Op)
}

func (e *outliner) function(name string) *functionpb.FunctionDef {
	all := e.g.Library.GetFunction()
	i := slices.IndexFunc(all, func(f *functionpb.FunctionDef) bool { return f.GetSignature().GetName() == name })
	if i < 0 {
		return nil
	}
	return all[i]
}

// outputs counts the outputs of a node that belong to one output argument of its op.
func outputs(n *Node, arg *opdefpb.OpDef_ArgDef) int {
	switch {
	case arg.GetNumberAttr() != "":
		return int(n.Int(arg.GetNumberAttr(), 0))
	case arg.GetTypeListAttr() != "":
		return len(n.Attr[arg.GetTypeListAttr()].GetList().GetType())
	}
	return 1
}
