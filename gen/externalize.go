package gen

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels"
)

// weightFrom is the number of elements from which a constant is a weight.
const weightFrom = 1024

// externalize turns the large float constants that a frozen graph holds its
// weights in into variables:
//
//	w = Const() {value=...}   ->   w/variable = VarHandleOp()
//	                               w/value    = ReadVariableOp(w/variable)
//
// Running the node it returns, nil if there is nothing to do, gives the
// variables the constants' values; after that the constants are not needed.
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

// externalizeWeights makes a model without a checkpoint one whose session gets the
// large constants as variables.
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
