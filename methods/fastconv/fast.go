package fastconv

import gr "tfreeze/graphrewrite"

// A Fast holds what fast rules compute once per loaded model: forms of kernels. A form
// is a variable of its own. The node Initialise sets it when the weights are restored:
//
//	tfreeze/kernels/w/flipped        = VarHandleOp()
//	tfreeze/kernels/w/flipped/value  = ReadVariableOp(tfreeze/kernels/w/flipped)
//	tfreeze/kernels/w/flipped/assign = AssignVariableOp(tfreeze/kernels/w/flipped, Transpose(ReverseV2(w)))
//
// Forms are not saved, because they follow from the weights.
type Fast struct {
	scope gr.Scope
	forms map[form]gr.Output
	// scaled holds the gradients that were multiplied by a scale, each with its
	// factors.
	scaled map[gr.Output]scaled
	// factors holds the factors of batch normalisations.
	factors map[norm]gr.Output
	// initialise runs the assignments. It is nil until there is one.
	initialise *gr.Node
}

// New returns a Fast that has computed nothing. It puts its forms into the scope
// kernels below s.
func New(s gr.Scope) *Fast {
	return &Fast{scope: s.Sub("kernels"), forms: map[form]gr.Output{}, scaled: map[gr.Output]scaled{}, factors: map[norm]gr.Output{}}
}

// Initialise returns the node to run after the weights are restored. It is nil if no
// rule needs one.
func (f *Fast) Initialise() *gr.Node { return f.initialise }

// formAttr marks the variables that hold forms. They follow from the weights, and are
// not weights themselves.
const formAttr = "_tfreeze_form"

// keep stores a value that is computed once in a variable.
func (f *Fast) keep(value gr.Output, name string) gr.Output {
	typ := value.Type()
	g := f.scope.Graph
	s := gr.Scope{Graph: g, Prefix: g.Unique(f.scope.Sub(name).Prefix)}
	handle := gr.Scope{Graph: g}.Op("VarHandleOp", s.Prefix, gr.Type{DType: gr.Resource, Shape: gr.Shape{}}, gr.Attrs{
		"dtype": typ.DType, "shape": typ.Shape, "container": "", "shared_name": s.Prefix, formAttr: true})
	assign := s.Node("AssignVariableOp", "assign", []gr.Type{}, gr.Attrs{"dtype": typ.DType}, handle, value)
	if f.initialise == nil {
		f.initialise = f.scope.Node("NoOp", "initialise", []gr.Type{}, nil)
	}
	f.initialise.Control = append(f.initialise.Control, assign)
	return s.Op("ReadVariableOp", "value", typ, gr.Attrs{"dtype": typ.DType}, handle)
}
