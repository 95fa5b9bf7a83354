package graphrewrite

import (
	"errors"
	"fmt"
	"math"
	"strings"

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
	outputs := map[Output]Output{}
	frozen := make([]Freezing, 0, len(activations))
	for _, found := range activations {
		a := found.Output.Node
		if read, ok := outputs[found.Input]; ok {
			found.Input = read
		}
		f := freeze(g, found)
		outputs[found.Output] = f.Output
		for _, u := range uses[a] {
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
	for _, found := range activations {
		a := found.Output.Node
		fail := func(format string, args ...any) error {
			return &Error{Node: a.Name, Op: a.Op, Err: fmt.Errorf(format, args...)}
		}
		if seen[a] || g.nodes[a.Name+"/freeze/output"] != nil {
			return fail("the activation is frozen already")
		}
		for _, part := range []string{"threshold", "value", "pass"} {
			if name := a.Name + "/freeze/" + part; g.nodes[name] != nil {
				return fail("the name %q, which freezing gives, is taken", name)
			}
		}
		if d := found.Output.DType(); d != Float && d != typespb.DataType_DT_INVALID {
			return fail("an activation of type %s cannot be frozen, only float", typeName(d))
		}
		seen[a] = true
	}
	return nil
}

func freeze(g *Graph, a Activation) Freezing {
	s := Scope{g, a.Output.Node.Name + "/freeze"}
	out, typ := a.Output, a.Output.Type()
	bools := Type{Bool, typ.Shape}
	placeholder := func(name string, t Type, fallback Output) Output {
		return s.Op("PlaceholderWithDefault", name, t, Attrs{"dtype": t.DType, "shape": t.Shape}, fallback)
	}
	none := s.Const("threshold/default", Tensor(nil, float32(math.Inf(-1))))
	f := Freezing{Activation: out, Input: a.Input}
	f.Threshold = placeholder("threshold", Type{typ.DType, nil}, none)
	f.Value = placeholder("value", typ, out)
	reaches := s.Op("GreaterEqual", "reaches", bools, Attrs{"T": typ.DType}, out, f.Threshold)
	f.Pass = placeholder("pass", bools, reaches)
	f.Output = s.Op("SelectV2", "output", typ, Attrs{"T": typ.DType}, f.Pass, out, f.Value)
	return f
}

// Freezings finds what Freeze added to a graph, dependencies first.
func Freezings(g *Graph) ([]Freezing, error) {
	nodes, err := g.Sorted()
	if err != nil {
		return nil, err
	}
	var found []Freezing
	for _, n := range nodes {
		name, ok := strings.CutSuffix(n.Name, "/freeze/output")
		if !ok {
			continue
		}
		a, threshold := g.Node(name), g.Node(name+"/freeze/threshold")
		if a == nil || threshold == nil {
			continue // a copy: it takes the threshold of the original
		}
		if len(a.Inputs) == 0 || n.Op != "SelectV2" || len(n.Inputs) != 3 {
			return nil, &Error{Node: n.Name, Op: n.Op, Err: errors.New("it is not the end of a freezing subgraph")}
		}
		found = append(found, Freezing{
			Activation: a.Out(0), Input: a.Inputs[0], Threshold: threshold.Out(0),
			Value: n.Inputs[2], Pass: n.Inputs[0], Output: n.Out(0),
		})
	}
	return found, nil
}
