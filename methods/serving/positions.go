package serving

import (
	"maps"
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// TargetWeights is the key of the input that weights the scores that a target sums.
const TargetWeights = "target_weights"

// HasPositions reports whether the scores of an input have several dimensions, [N,d1,...,dk],
// and not the classes alone. What is explained is then an element of the scores, or a sum:
//
//	target          int32 [k] or [N,k]: the index in each dimension, or -1 to sum over it
//	target_weights  float32 that broadcasts against the scores; 1 if left out
//
// There is no top class, so that the target must be given.
func (n *Net) HasPositions() bool { return len(n.Logits.Shape()) > 2 }

// choose emits the weights of the scores that Target asks for, which are [N,d1,...,dk]
// or broadcast against that.
func (n *Net) choose(e, s autodiff.Emitter) {
	k := int32(len(n.Logits.Shape()) - 1)
	n.Target = e.Op("Placeholder", "target", gr.Type{DType: gr.Int32}, gr.Attrs{"dtype": gr.Int32, "shape": gr.Shape(nil)})
	n.Weights = e.Op("PlaceholderWithDefault", TargetWeights, gr.Type{DType: gr.Float},
		gr.Attrs{"dtype": gr.Float, "shape": gr.Shape(nil)}, e.Const("", gr.Tensor(nil, float32(1))))
	shape := s.Shape(n.Logits)
	index := withinScores(s, s.Reshape(n.Target, s.Ints(-1, k)), s.Slice(shape, s.Ints(1), s.Ints(-1)))
	w := s.To(n.Weights, n.Logits.DType())
	for d := range k {
		w = s.Mul(w, along(s, d, k, index, shape, n.Logits))
	}
	n.weights = w
	each := s.Concat(s.Int(0), s.Slice(shape, s.Ints(0), s.Ints(1)), s.Ints(k))
	n.Class = s.Op("BroadcastTo", "", gr.Type{DType: gr.Int32, Shape: gr.Shape{n.Logits.Shape()[0], int64(k)}},
		gr.Attrs{"T": gr.Int32, "Tidx": gr.Int32}, index, each)
}

// withinScores emits indices [N,k], or fails if one is not within the dimensions, [k].
func withinScores(e autodiff.Emitter, index, dims gr.Output) gr.Output {
	const text = "an index of the target is not within its dimension of the scores, nor -1"
	for _, holds := range []gr.Output{e.Compare("Less", index, dims), e.Compare("GreaterEqual", index, e.Int(-1))} {
		all := e.Op("All", "", gr.Type{DType: gr.Bool, Shape: gr.Shape{}}, gr.Attrs{"Tidx": gr.Int32, "keep_dims": false}, holds, e.Ints(0, 1))
		index = require(e, index, all, text)
	}
	return index
}

// along emits 1 where dimension d of the scores has the index, or everywhere if that is
// -1, and 0 elsewhere, in a shape that broadcasts against the scores: [N,1,...,d1,...,1].
func along(e autodiff.Emitter, d, k int32, index, shape, like gr.Output) gr.Output {
	ones := func(n int32) gr.Output { return e.Ints(slices.Repeat([]int32{1}, int(n))...) }
	one := e.Reshape(e.Slice(index, e.Ints(0, d), e.Ints(-1, 1)), e.Concat(e.Int(0), e.Ints(-1), ones(k)))
	size := e.Reshape(e.Slice(shape, e.Ints(d+1), e.Ints(1)), e.Ints())
	all := e.Op("Range", "", gr.Type{DType: gr.Int32}, gr.Attrs{"Tidx": gr.Int32}, e.Int(0), size, e.Int(1))
	places := e.Reshape(all, e.Concat(e.Int(0), ones(d+1), e.Ints(-1), ones(k-d-1)))
	here := e.Op("LogicalOr", "", gr.Type{DType: gr.Bool}, nil, e.Compare("Equal", one, places), e.Compare("Less", one, e.Int(0)))
	return e.SelectV2(here, e.Scalar(1, like), e.Scalar(0, like))
}

// required are the inputs that every signature of a method takes.
func (n *Net) required() map[string]gr.Output {
	in := maps.Clone(n.Inputs)
	if n.HasPositions() {
		in["target"] = n.Target
	}
	return in
}

// choices are the inputs that say what to explain.
func (n *Net) choices() map[string]gr.Output {
	in := map[string]gr.Output{"target": n.Target}
	if n.HasPositions() {
		in[TargetWeights] = n.Weights
	}
	return in
}

// behind lists the dimensions of [N,d1,...,dk] behind the first.
func behind(scores gr.Output) []int32 {
	var axes []int32
	for d := range len(scores.Shape()) - 1 {
		axes = append(axes, int32(d+1))
	}
	return axes
}
