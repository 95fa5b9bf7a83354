package graphrewrite

import (
	"errors"
	"math"
)

// A Freezing is the subgraph that freezes one activation a = f(u):
//
//	a/freeze/threshold = PlaceholderWithDefault(-inf)
//	a/freeze/value     = PlaceholderWithDefault(a)
//	a/freeze/pass      = PlaceholderWithDefault(GreaterEqual(a, a/freeze/threshold))
//	a/freeze/output    = SelectV2(a/freeze/pass, a, a/freeze/value)
//
// Hara, "Enhancing Visual Explanation of Deep Neural Networks by Activation
// Freezing", eq. (5). Fed with nothing it is the identity.
type Freezing struct {
	// Activation is a, and Input is u.
	Activation, Input Output
	// Threshold takes shape [] or [N,1,1,1]: one for all, or one per image.
	Threshold Output
	// Value is what a frozen node is held at, in the shape of a.
	Value Output
	// Pass is the mask, bool in the shape of a: true where a node passes.
	Pass Output
	// Output is what all former readers of a read.
	Output Output
}

// Freeze adds a Freezing to each of the activations and gives its output to
// their readers. It is an error to freeze a node twice.
func Freeze(g *Graph, activations []*Node) ([]Freezing, error) {
	uses := g.Uses()
	frozen := make([]Freezing, 0, len(activations))
	for _, a := range activations {
		if g.nodes[a.Name+"/freeze/output"] != nil {
			return nil, &Error{Node: a.Name, Op: a.Op, Err: errors.New("the activation is frozen already")}
		}
		f := freeze(g, a)
		for _, u := range uses[a] {
			u.Node.Inputs[u.Input] = f.Output
		}
		frozen = append(frozen, f)
	}
	return frozen, nil
}

func freeze(g *Graph, a *Node) Freezing {
	s := Scope{g, a.Name + "/freeze"}
	out, typ := a.Out(0), a.Out(0).Type()
	bools := Type{Bool, typ.Shape}
	placeholder := func(name string, t Type, fallback Output) Output {
		return s.Op("PlaceholderWithDefault", name, t, Attrs{"dtype": t.DType, "shape": t.Shape}, fallback)
	}
	none := s.Const("threshold/default", Tensor(nil, float32(math.Inf(-1))))
	f := Freezing{Activation: out, Input: a.Inputs[0]}
	f.Threshold = placeholder("threshold", Type{typ.DType, nil}, none)
	f.Value = placeholder("value", typ, out)
	reaches := s.Op("GreaterEqual", "reaches", bools, Attrs{"T": typ.DType}, out, f.Threshold)
	f.Pass = placeholder("pass", bools, reaches)
	f.Output = s.Op("SelectV2", "output", typ, Attrs{"T": typ.DType}, f.Pass, out, f.Value)
	return f
}
