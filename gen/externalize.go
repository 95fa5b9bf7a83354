package gen

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels"
)

// weightFrom is the least number of elements of a constant that is taken for a weight.
const weightFrom = 1024

// externalize turns large float constants, in which a frozen GraphDef holds its weights,
// into variables:
//
//	w = Const() {value=...}   ->   w/variable = VarHandleOp()
//	                               w/value    = ReadVariableOp(w/variable)
//
// The node that it returns, nil without such constants, gives the variables their values.
// Once it has run, the constants are not needed.
func externalize(g *gr.Graph) *gr.Node {
	uses := g.Uses()
	var assigned []*gr.Node
	for _, name := range g.Names() {
		c := g.Node(name)
		if c.Op != "Const" || c.DType("dtype") != gr.Float {
			continue
		}
		shape := gr.ShapeOf(c.Attr["value"].GetTensor().GetTensorShape())
		if !shape.Static() || shape.Elements() < weightFrom {
			continue
		}
		assigned = append(assigned, moveOut(g, c, shape, uses[c]))
	}
	if len(assigned) == 0 {
		return nil
	}
	initialise := gr.Scope{Graph: g, Prefix: "initialise"}.Node("NoOp", "variables", []gr.Type{}, nil)
	initialise.Control = assigned
	return initialise
}

func moveOut(g *gr.Graph, c *gr.Node, shape gr.Shape, uses []gr.Use) *gr.Node {
	s := gr.Scope{Graph: g, Prefix: c.Name}
	typ := gr.Type{DType: gr.Float, Shape: shape}
	handle := s.Op("VarHandleOp", "variable", gr.Type{DType: gr.Resource, Shape: gr.Shape{}},
		gr.Attrs{"dtype": gr.Float, "shape": shape, "shared_name": c.Name + "/variable", "container": ""})
	value := s.Op("ReadVariableOp", "value", typ, gr.Attrs{"dtype": gr.Float}, handle)
	for _, u := range uses {
		u.Node.Inputs[u.Input] = value
	}
	return s.Node("AssignVariableOp", "assign", []gr.Type{}, gr.Attrs{"dtype": gr.Float}, handle, c.Out(0))
}

// externalizeWeights turns the large constants of a model without a checkpoint into
// variables, which its session sets from them.
func externalizeWeights(m *savedmodels.Model) {
	initialise := externalize(m.Graph)
	if initialise == nil {
		return
	}
	if m.Weights == nil {
		m.Weights = &savedmodels.Weights{}
	}
	m.Weights.Target = initialise.Name
}
