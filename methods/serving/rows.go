package serving

import (
	"maps"
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// RowsOf says where an activation holds the images of a batch.
func (n *Net) RowsOf(activation gr.Output) gr.Rows {
	for i, f := range n.Freezings {
		if f.Activation == activation {
			return n.rows(i)
		}
	}
	if n.Alone != "" {
		return gr.Rows{}
	}
	return gr.OnePerImage
}

func (n *Net) rows(freezing int) gr.Rows {
	if n.Rows == nil {
		return gr.OnePerImage
	}
	return n.Rows[freezing]
}

// threshold emits the thresholds of an activation. The function find computes one for
// each row of [N, ...].
func (s *Server) threshold(e autodiff.Emitter, find *gr.Outlined, a gr.Output, r gr.Rows) gr.Output {
	return s.EachImage(e, a, r, func(rows gr.Output) gr.Output {
		return e.Call("threshold", find, []gr.Type{{DType: gr.Float}}, rows, s.percentile.Value)[0]
	})
}

// EachImage emits a number for each image in an activation, in a shape that broadcasts
// against it. of computes it of each row of [N, ...], as [N,1,...].
func (n *Net) EachImage(e autodiff.Emitter, a gr.Output, r gr.Rows, of func(rows gr.Output) gr.Output) gr.Output {
	return n.Against(e, a, r, of(n.Apart(e, a, r)))
}

// Apart emits an activation as [N, ...], a row for each image:
//
//	a -> [before, N, behind] -> [N, before, behind]
func (n *Net) Apart(e autodiff.Emitter, a gr.Output, r gr.Rows) gr.Output {
	switch r {
	case gr.OnePerImage:
		return a
	case gr.Rows{}:
		return e.Reshape(a, e.Ints(1, -1))
	}
	e = autodiff.Emitter{Scope: e.Scope.Sub("rows")}
	shape, images := e.Shape(a), e.Slice(e.Shape(n.Input), e.Ints(0), e.Ints(1))
	axis := int32(r.Axis)
	outer, _ := shares(e, e.Binary("FloorDiv", e.Slice(shape, e.Ints(axis), e.Ints(1)), images), r)
	before := e.Mul(e.Reduce("Prod", e.Slice(shape, e.Ints(0), e.Ints(axis)), e.Ints(0), true), outer)
	apart := e.Reshape(a, e.Concat(e.Int(0), before, images, e.Ints(-1)))
	return e.Transpose(apart, e.Ints(1, 0, 2))
}

// Together emits what Apart made of an activation, as booleans, in the activation's shape
// again.
func (n *Net) Together(e autodiff.Emitter, rows, a gr.Output, r gr.Rows) gr.Output {
	e = autodiff.Emitter{Scope: e.Scope.Sub("rows")}
	if r != gr.OnePerImage && r != (gr.Rows{}) {
		behind := n.Apart(e, a, r)
		rows = e.Transpose(e.Reshape(rows, e.Shape(behind)), e.Ints(1, 0, 2))
	}
	return e.Reshape(rows, e.Shape(a))
}

// Against emits a number for each image, [N,1,...] of as many dimensions as Apart has, in a
// shape that broadcasts against an activation:
//
//	numbers [N] -> [outer, N, inner] -> [1, outer N inner, 1, 1]
func (n *Net) Against(e autodiff.Emitter, a gr.Output, r gr.Rows, numbers gr.Output) gr.Output {
	switch r {
	case gr.OnePerImage:
		return numbers
	case gr.Rows{}:
		return e.Reshape(numbers, e.Ints())
	}
	e = autodiff.Emitter{Scope: e.Scope.Sub("rows")}
	shape, images := e.Shape(a), e.Slice(e.Shape(n.Input), e.Ints(0), e.Ints(1))
	axis := int32(r.Axis)
	outer, inner := shares(e, e.Binary("FloorDiv", e.Slice(shape, e.Ints(axis), e.Ints(1)), images), r)
	each := e.Reshape(numbers, e.Ints(1, -1, 1))
	repeated := e.Op("BroadcastTo", "", gr.Type{DType: gr.Float}, gr.Attrs{"T": gr.Float, "Tidx": gr.Int32}, each, e.Concat(e.Int(0), outer, images, inner))
	ones := func(from, number int32) gr.Output {
		return e.Unary("OnesLike", e.Slice(shape, e.Ints(from), e.Ints(number)))
	}
	return e.Reshape(repeated, e.Concat(e.Int(0), ones(0, axis), e.Ints(-1), ones(axis+1, -1)))
}

// shares emits Outer and Inner, int32 [1]. If one of them is unknown, it follows from
// the product.
func shares(e autodiff.Emitter, product gr.Output, r gr.Rows) (outer, inner gr.Output) {
	switch {
	case r.Outer == 0:
		inner = e.Ints(int32(r.Inner))
		return e.Binary("FloorDiv", product, inner), inner
	case r.Inner == 0:
		outer = e.Ints(int32(r.Outer))
		return outer, e.Binary("FloorDiv", product, outer)
	}
	return e.Ints(int32(r.Outer)), e.Ints(int32(r.Inner))
}

// alone makes the outputs of a signature fail if there are scores of several inputs.
func (s *Server) alone(e autodiff.Emitter, out map[string]gr.Output) {
	one := e.Op("All", "", gr.Type{DType: gr.Bool, Shape: gr.Shape{}}, gr.Attrs{"Tidx": gr.Int32, "keep_dims": false},
		e.Compare("Equal", e.Slice(e.Shape(s.Logits), e.Ints(0), e.Ints(1)), e.Int(1)), e.Int(0))
	for _, key := range slices.Sorted(maps.Keys(out)) {
		out[key] = require(e, out[key], one, "one input at a time: "+s.Alone)
	}
}
