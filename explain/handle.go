package explain

import (
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
)

// keepByHandle lets a variable to which only that value is assigned keep the value's own
// memory. A variable that is a reference keeps a copy:
//
//	w        = VariableV2()                    w/handle = VarHandleOp()
//	w/assign = Assign(w, value)                w        = ReadVariableOp(w/handle)
//	                                           w/assign = AssignVariableOp(w/handle, value)
func (e *Explainer) keepByHandle(value gr.Output) {
	uses := e.graph.Uses()
	for _, u := range uses[value.Node] {
		assign := u.Node
		if assign.Op != "Assign" || u.Input != 1 || assign.Inputs[1] != value || len(uses[assign]) > 0 {
			continue
		}
		v := assign.Inputs[0].Node
		if isReference(v) && !slices.ContainsFunc(uses[v], func(u gr.Use) bool { return u.Node != assign && takesReference(u) }) {
			makeHandle(e.graph, v, assign)
		}
	}
}

func isReference(n *gr.Node) bool { return n.Op == "VariableV2" || n.Op == "Variable" }

// takesReference reports whether an input may need a variable itself, and not its value.
func takesReference(u gr.Use) bool {
	find, err := tensorflow.LookupOps()
	if err != nil {
		return true
	}
	def := find(u.Node.Op)
	if def == nil {
		return true
	}
	for _, in := range def.GetInputArg() {
		if in.GetIsRef() {
			return true
		}
	}
	return false
}

func makeHandle(g *gr.Graph, v, assign *gr.Node) {
	dtype := v.DType("dtype")
	handle := gr.Scope{Graph: g}.Op("VarHandleOp", v.Name+"/handle", gr.Type{DType: gr.Resource, Shape: gr.Shape{}}, gr.Attrs{
		"dtype": dtype, "shape": gr.ShapeOf(v.Attr["shape"].GetShape()), "container": "", "shared_name": v.Name + "/handle"})
	s := gr.Scope{Graph: g, Prefix: v.Name}
	g.Become(v, s.Node("ReadVariableOp", "", v.Types, gr.Attrs{"dtype": dtype}, handle))
	g.Become(assign, s.Node("AssignVariableOp", "", nil, gr.Attrs{"dtype": dtype}, handle, assign.Inputs[1]))
	assign.Types = nil
}
