package graphrewrite

import (
	"fmt"
	"math"

	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"
)

// A Freezing is the subgraph that freezes one activation a = f(u):
//
//	a/freeze/threshold = PlaceholderWithDefault(-inf)
//	a/freeze/value     = PlaceholderWithDefault(a)
//	a/freeze/pass      = PlaceholderWithDefault(GreaterEqual(a, a/freeze/threshold))
//	a/freeze/output    = SelectV2(a/freeze/pass, a, a/freeze/value)
//
// Hara, "Enhancing Visual Explanation of Deep Neural Networks by Activation
// Freezing", eq. (5). If nothing is fed, it is the identity. Its nodes are known by the
// attribute FreezingAttr; their names do not matter.
//
// An activation that is not float32 is frozen in its own type, and compared in float32:
//
//	a/freeze/measured = Cast(a) {DstT=float}
//	a/freeze/pass     = PlaceholderWithDefault(GreaterEqual(a/freeze/measured, a/freeze/threshold))
type Freezing struct {
	Activation Output
	// Measured is the activation in float32, which the threshold is taken of: the
	// activation itself, unless it is of another type.
	Measured Output
	// Threshold takes shape [] or [N,1,1,1]: one for all images, or one for each.
	Threshold Output
	// Value has the shape of a: what frozen elements are held at.
	Value Output
	// Pass is the mask, bool in the shape of a: false where a is frozen.
	Pass Output
	// Output is read by all that read a before.
	Output Output
}

// nodesOfFreezing is the number of nodes that freezing one activation adds.
const nodesOfFreezing = 7

// Freeze adds a Freezing to each of the activations, and gives its output to all that
// read the activation. It is an error to freeze an activation twice, to freeze one that
// is known not to be of a floating type, or to exceed MaxNodes; the graph is then unchanged.
func Freeze(g *Graph, activations []Activation) ([]Freezing, error) {
	if err := checkFreezable(g, activations); err != nil {
		return nil, err
	}
	uses := g.Uses()
	frozen := make([]Freezing, 0, len(activations))
	for _, found := range activations {
		f := freeze(g, found.Output)
		for _, u := range uses[found.Output.Node] {
			u.Node.Inputs[u.Input] = f.Output
		}
		frozen = append(frozen, f)
	}
	return frozen, nil
}

func checkFreezable(g *Graph, activations []Activation) error {
	if len(g.nodes)+nodesOfFreezing*len(activations) > MaxNodes {
		return fmt.Errorf("freezing %d activations in a graph of %d nodes makes more than %d nodes", len(activations), len(g.nodes), MaxNodes)
	}
	seen := map[*Node]bool{}
	for _, n := range g.nodes {
		if n.isEndOfFreezing() {
			seen[n.Inputs[1].Node] = true
		}
	}
	for _, found := range activations {
		a := found.Output.Node
		fail := func(format string, args ...any) error {
			return &Error{Node: a.Name, Op: a.Op, Err: fmt.Errorf(format, args...)}
		}
		if seen[a] {
			return fail("the activation is frozen already")
		}
		if d := found.Output.DType(); !isFloating(d) {
			return fail("an activation of type %s cannot be frozen, only one of a floating type", typeName(d))
		}
		seen[a] = true
	}
	return nil
}

func freeze(g *Graph, a Output) Freezing {
	s := Scope{g, a.Node.Name + "/freeze"}
	typ := a.Type()
	bools := Type{Bool, typ.Shape}
	placeholder := func(role string, t Type, fallback Output) Output {
		return s.Op("PlaceholderWithDefault", role, t, Attrs{"dtype": t.DType, "shape": t.Shape, FreezingAttr: role}, fallback)
	}
	none := s.Const("threshold/default", Tensor(nil, float32(math.Inf(-1))))
	f := Freezing{Activation: a, Measured: a}
	measured := Float
	switch {
	case typ.DType == typespb.DataType_DT_INVALID:
		measured = typ.DType
	case typ.DType != Float:
		f.Measured = s.Op("Cast", roleMeasured, Type{Float, typ.Shape},
			Attrs{"SrcT": typ.DType, "DstT": Float, "Truncate": false, FreezingAttr: roleMeasured}, a)
	}
	f.Threshold = placeholder(roleThreshold, Type{measured, nil}, none)
	f.Value = placeholder(roleValue, typ, a)
	reaches := s.Op("GreaterEqual", roleReaches, bools, Attrs{"T": measured, FreezingAttr: roleReaches}, f.Measured, f.Threshold)
	f.Pass = placeholder(rolePass, bools, reaches)
	f.Output = s.Op("SelectV2", roleOutput, typ, Attrs{"T": typ.DType, FreezingAttr: roleOutput}, f.Pass, a, f.Value)
	return f
}
