package serving

import (
	"maps"
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

func (n *Net) rows(freezing int) gr.Rows {
	if n.Rows == nil {
		return gr.OnePerImage
	}
	return n.Rows[freezing]
}

// threshold emits the thresholds of an activation, for each image by itself, in a shape
// that broadcasts against it: [N,1,1,1] for [N,...]. The function find computes one
// threshold for each row of [N, ...]. An activation of another shape is first brought
// into that one:
//
//	a -> [before, N, behind] -> [N, before, behind] -> thresholds [N]
//	  -> [outer, N, inner] -> [1, outer N inner, 1, 1]
func (s *Server) threshold(e autodiff.Emitter, find *gr.Outlined, a gr.Output, r gr.Rows) gr.Output {
	of := func(rows gr.Output) gr.Output {
		return e.Call("threshold", find, []gr.Type{{DType: gr.Float}}, rows, s.percentile.Value)[0]
	}
	switch r {
	case gr.OnePerImage:
		return of(a)
	case gr.Rows{}:
		return e.Reshape(of(e.Reshape(a, e.Ints(1, -1))), e.Ints())
	}
	e = autodiff.Emitter{Scope: e.Scope.Sub("rows")}
	shape, n := e.Shape(a), e.Slice(e.Shape(s.Input), e.Ints(0), e.Ints(1))
	axis := int32(r.Axis)
	outer, inner := shares(e, e.Binary("FloorDiv", e.Slice(shape, e.Ints(axis), e.Ints(1)), n), r)
	before := e.Mul(e.Reduce("Prod", e.Slice(shape, e.Ints(0), e.Ints(axis)), e.Ints(0), true), outer)
	apart := e.Reshape(a, e.Concat(e.Int(0), before, n, e.Ints(-1)))
	each := e.Reshape(of(e.Transpose(apart, e.Ints(1, 0, 2))), e.Ints(1, -1, 1))
	repeated := e.Op("BroadcastTo", "", gr.Type{DType: gr.Float}, gr.Attrs{"T": gr.Float, "Tidx": gr.Int32}, each, e.Concat(e.Int(0), outer, n, inner))
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
