package gen

import (
	"slices"

	gr "tfreeze/graphrewrite"
)

// unbatched gives a network that takes one input at a time, without a batch dimension, a
// batch of one: an input [1,...], and an output [1,...].
//
//	x = Placeholder() -> [8,8,3]       x = Placeholder()
//	                                   x/expanded = ExpandDims(x, 0)
//	                                   x/batch = PlaceholderWithDefault(x/expanded) -> [1,8,8,3]
//	                                   x/alone = Squeeze(x/batch) {squeeze_dims=[0]}
//	y = ExpandDims(x, 0)         ->    y = ExpandDims(x/alone, 0)
//
// The model's own signature feeds x.
func (b *builder) unbatched(g *gr.Graph) error {
	s := b.subject
	shape := s.Input.Shape()
	if len(shape) == 0 || s.raw != nil || shape[0] == 1 || s.Input.Node.Op != "Placeholder" {
		return nil
	}
	out := b.probe(g)
	// A network of a fixed number of inputs gives as many outputs.
	single := shape[0] > 1 && len(out) > 1 && out[0] == 1
	if !single && !makesBatch(g, s.Input) {
		return nil
	}
	s.Input = intoBatch(g, s.Input)
	if len(out) < 2 || out[0] != 1 {
		s.Output = expanded(gr.Scope{Graph: g, Prefix: s.Output.Node.Name}, "batch", s.Output)
	}
	s.Logits = s.Output
	return nil
}

// probe returns the shape of the output, where open sides of the input are of some size:
// that may show that the output is a row.
func (b *builder) probe(g *gr.Graph) gr.Shape {
	const size = 224
	shape := slices.Clone(b.subject.Input.Shape())
	for i, d := range shape {
		if d < 0 {
			shape[i] = size
		}
	}
	if out := b.tried(g, shape); len(out) > 0 && !slices.Equal(shape, b.subject.Input.Shape()) {
		return out
	}
	return b.subject.Output.Shape()
}

// intoBatch returns a tensor that holds an input in a batch of one, and that can be fed in
// its place.
func intoBatch(g *gr.Graph, in gr.Output) gr.Output {
	s := gr.Scope{Graph: g, Prefix: in.Node.Name}
	uses := g.Uses()[in.Node]
	whole := expanded(s, "expanded", in)
	fed := s.Op("PlaceholderWithDefault", "batch", whole.Type(), gr.Attrs{"dtype": in.DType(), "shape": whole.Shape()}, whole)
	alone := s.Op("Squeeze", "alone", in.Type(), gr.Attrs{"T": in.DType(), "squeeze_dims": []int{0}}, fed)
	for _, u := range uses {
		u.Node.Inputs[u.Input] = alone
	}
	return fed
}

// expanded puts a dimension of 1 in front.
func expanded(s gr.Scope, name string, o gr.Output) gr.Output {
	axis := s.Const(name+"/axis", gr.Tensor(nil, int32(0)))
	shape := o.Shape()
	if shape != nil {
		shape = append(gr.Shape{1}, shape...)
	}
	return s.Op("ExpandDims", name, gr.Type{DType: o.DType(), Shape: shape}, gr.Attrs{"T": o.DType(), "Tdim": gr.Int32}, o, axis)
}

// makesBatch reports whether the graph itself puts the input into a batch of one, before
// anything but changes of its elements.
func makesBatch(g *gr.Graph, input gr.Output) bool {
	uses := g.Uses()
	seen := map[*gr.Node]bool{input.Node: true}
	found := false
	for todo := []*gr.Node{input.Node}; len(todo) > 0; {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, u := range uses[n] {
			switch r := u.Node; {
			case seen[r] || gr.ReadsShapeAlone(r.Op):
			case addsDimension(r, input.Shape()):
				found, seen[r] = true, true
			case gr.GivesInput(r.Op) || slices.Contains(preparing, r.Op):
				seen[r] = true
				todo = append(todo, r)
			default:
				return false
			}
		}
	}
	return found
}

// preparing lists ops that change the elements of an input, and not their number.
var preparing = []string{"Cast", "Add", "AddV2", "Sub", "Mul", "Div", "RealDiv", "Maximum", "Minimum", "ClipByValue"}

// addsDimension reports whether a node puts a dimension of 1 in front of what it reads,
// which has the shape of the input.
func addsDimension(n *gr.Node, shape gr.Shape) bool {
	switch n.Op {
	case "ExpandDims":
		axis := constants(n, 1)
		return len(axis) == 1 && (axis[0] == 0 || axis[0] == int64(-len(shape)-1))
	case "Reshape":
		to := gr.Shape(constants(n, 1))
		return len(to) > len(shape) && to[0] == 1 && to.Static() && shape.Static() && to.Elements() == shape.Elements()
	case "Pack":
		return len(n.Inputs) == 1 && n.Int("axis", 0) == 0
	case "StridedSlice":
		return n.Int("new_axis_mask", 0)&1 == 1
	}
	return false
}

// constants returns the integers of input i, nil if it is no constant.
func constants(n *gr.Node, i int) []int64 {
	if i >= len(n.Inputs) || n.Inputs[i].Node.Op != "Const" {
		return nil
	}
	values, err := n.Inputs[i].Node.ConstInts()
	if err != nil {
		return nil
	}
	return values
}
