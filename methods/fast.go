package methods

import (
	"strings"

	gr "tfreeze/graphrewrite"
)

// Fast turns on the rules that compute the same gradients in fewer
// instructions, and holds what they compute once per loaded model: kernels
// turned round. A turned kernel is a variable of its own, which the node
// Initialise sets when the weights are there:
//
//	tfreeze/turned/w        = VarHandleOp()
//	tfreeze/turned/w/value  = ReadVariableOp(tfreeze/turned/w)
//	tfreeze/turned/w/assign = AssignVariableOp(tfreeze/turned/w, Transpose(ReverseV2(w)))
//
// No saver writes it: it follows from the weights.
type Fast struct {
	scope  gr.Scope
	turned map[gr.Output]gr.Output
	// initialise runs the assignments; nil as long as there is none.
	initialise *gr.Node
}

// NewFast starts with nothing computed; what is goes to the scope turned below s.
func NewFast(s gr.Scope) *Fast {
	return &Fast{scope: s.Sub("turned"), turned: map[gr.Output]gr.Output{}}
}

// Initialise is the node to run after the weights are restored, nil if no rule
// needs one.
func (f *Fast) Initialise() *gr.Node { return f.initialise }

// keepFrom is the number of elements from which a turned kernel is kept: a
// smaller one is turned in every run.
const keepFrom = 1024

// turn returns the kernel [h,w,i,o] rotated by 180 degrees, with its channels
// swapped: [h,w,o,i].
func (f *Fast) turn(kernel gr.Output) gr.Output {
	if t, ok := f.turned[kernel]; ok {
		return t
	}
	turned := f.turnNow(kernel)
	if turned.Shape().Elements() >= keepFrom {
		turned = f.keep(turned, strings.TrimSuffix(kernel.Node.Name, "/read"))
	}
	f.turned[kernel] = turned
	return turned
}

func (f *Fast) turnNow(kernel gr.Output) gr.Output {
	e, k := emit{f.scope.Sub(kernel.Node.Name)}, kernel.Shape()
	reversed := e.Op("ReverseV2", "", kernel.Type(), gr.Attrs{"T": kernel.DType(), "Tidx": gr.Int32}, kernel, e.ints(0, 1))
	turned := e.transpose(reversed, e.ints(0, 1, 3, 2))
	turned.Node.Types[0].Shape = gr.Shape{k[0], k[1], k[3], k[2]}
	return turned
}

// keep makes a variable of what is computed once.
func (f *Fast) keep(value gr.Output, name string) gr.Output {
	typ := value.Type()
	handle := f.scope.Op("VarHandleOp", name, gr.Type{DType: gr.Resource, Shape: gr.Shape{}}, gr.Attrs{
		"dtype": typ.DType, "shape": typ.Shape, "container": "", "shared_name": f.scope.Sub(name).Prefix})
	s := gr.Scope{Graph: f.scope.Graph, Prefix: handle.Node.Name}
	assign := s.Node("AssignVariableOp", "assign", []gr.Type{}, gr.Attrs{"dtype": typ.DType}, handle, value)
	if f.initialise == nil {
		f.initialise = f.scope.Node("NoOp", "initialise", []gr.Type{}, nil)
	}
	f.initialise.Control = append(f.initialise.Control, assign)
	return s.Op("ReadVariableOp", "value", typ, gr.Attrs{"dtype": typ.DType}, handle)
}

// isWeight tells whether a tensor is a variable's value or a constant, which
// stays what it is from one run to the next. What waits for another node is
// none: it may belong to a loop.
func isWeight(o gr.Output) bool {
	for n := o.Node; len(n.Control) == 0; n = n.Inputs[0].Node {
		switch n.Op {
		case "Const", "Variable", "VariableV2", "VarHandleOp":
			return true
		case "Identity", "ReadVariableOp":
			if len(n.Inputs) == 0 {
				return false
			}
		default:
			return false
		}
	}
	return false
}
