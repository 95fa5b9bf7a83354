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
// Freezing", eq. (5). Fed with nothing it is the identity. The attribute
// FreezingAttr of its nodes makes them what they are; their names are free.
type Freezing struct {
	Activation Output
	// Threshold takes shape [] or [N,1,1,1]: one for all, or one per image.
	Threshold Output
	// Value is what a frozen node is held at, in the shape of a.
	Value Output
	// Pass is the mask, bool in the shape of a: true where a node passes.
	Pass Output
	// Output is what all former readers of a read.
	Output Output
}

// nodesOfFreezing is how many nodes freezing an activation adds.
const nodesOfFreezing = 6

// Freeze adds a Freezing to each of the activations and gives its output to
// their readers. It is an error to freeze a node twice, one that is known not to be
// of type float, and more than MaxNodes allows; the graph is then as it was.
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
		return fmt.Errorf("to freeze %d activations in a graph of %d nodes makes more than %d", len(activations), len(g.nodes), MaxNodes)
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
		if d := found.Output.DType(); d != Float && d != typespb.DataType_DT_INVALID {
			return fail("an activation of type %s cannot be frozen, only float", typeName(d))
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
	f := Freezing{Activation: a}
	f.Threshold = placeholder(roleThreshold, Type{typ.DType, nil}, none)
	f.Value = placeholder(roleValue, typ, a)
	reaches := s.Op("GreaterEqual", roleReaches, bools, Attrs{"T": typ.DType, FreezingAttr: roleReaches}, a, f.Threshold)
	f.Pass = placeholder(rolePass, bools, reaches)
	f.Output = s.Op("SelectV2", roleOutput, typ, Attrs{"T": typ.DType, FreezingAttr: roleOutput}, f.Pass, a, f.Value)
	return f
}
