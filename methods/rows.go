package methods

import (
	"maps"
	"slices"

	gr "tfreeze/graphrewrite"
)

func (n *Net) rows(freezing int) gr.Rows {
	if n.Rows == nil {
		return gr.OnePerImage
	}
	return n.Rows[freezing]
}

// threshold finds the thresholds of an activation, of each image by itself, in a
// shape that broadcasts against it: [N,1,1,1] of [N,...]. What find finds is one for
// each row of [N, ...], and so the activation is brought into that shape:
//
//	a -> [before, N, behind] -> [N, before, behind] -> thresholds [N]
//	  -> [outer, N, inner] -> [1, outer N inner, 1, 1]
func (s *Server) threshold(e emit, find *gr.Outlined, a gr.Output, r gr.Rows) gr.Output {
	of := func(rows gr.Output) gr.Output {
		return e.Call("threshold", find, []gr.Type{{DType: gr.Float}}, rows, s.percentile.value)[0]
	}
	switch r {
	case gr.OnePerImage:
		return of(a)
	case gr.Rows{}:
		return e.reshape(of(e.reshape(a, e.ints(1, -1))), e.ints())
	}
	e = emit{e.Sub("rows")}
	shape, n := e.shape(a), e.slice(e.shape(s.Input), e.ints(0), e.ints(1))
	axis := int32(r.Axis)
	outer, inner := e.shares(e.binary("FloorDiv", e.slice(shape, e.ints(axis), e.ints(1)), n), r)
	before := e.mul(e.reduce("Prod", e.slice(shape, e.ints(0), e.ints(axis)), e.ints(0), true), outer)
	apart := e.reshape(a, e.concat(e.int(0), before, n, e.ints(-1)))
	each := e.reshape(of(e.transpose(apart, e.ints(1, 0, 2))), e.ints(1, -1, 1))
	repeated := e.Op("BroadcastTo", "", gr.Type{DType: gr.Float}, gr.Attrs{"T": gr.Float, "Tidx": gr.Int32}, each, e.concat(e.int(0), outer, n, inner))
	ones := func(from, number int32) gr.Output {
		return e.unary("OnesLike", e.slice(shape, e.ints(from), e.ints(number)))
	}
	return e.reshape(repeated, e.concat(e.int(0), ones(0, axis), e.ints(-1), ones(axis+1, -1)))
}

// shares are Outer and Inner, int32 [1], of which one may follow from the product.
func (e emit) shares(product gr.Output, r gr.Rows) (outer, inner gr.Output) {
	switch {
	case r.Outer == 0:
		inner = e.ints(int32(r.Inner))
		return e.binary("FloorDiv", product, inner), inner
	case r.Inner == 0:
		outer = e.ints(int32(r.Outer))
		return outer, e.binary("FloorDiv", product, outer)
	}
	return e.ints(int32(r.Outer)), e.ints(int32(r.Inner))
}

// alone makes the outputs of a signature fail if there are scores of several inputs.
func (s *Server) alone(e emit, out map[string]gr.Output) {
	one := e.Op("All", "", gr.Type{DType: gr.Bool, Shape: gr.Shape{}}, gr.Attrs{"Tidx": gr.Int32, "keep_dims": false},
		e.compare("Equal", e.slice(e.shape(s.Logits), e.ints(0), e.ints(1)), e.int(1)), e.int(0))
	for _, key := range slices.Sorted(maps.Keys(out)) {
		out[key] = e.require(out[key], one, "one input at a time: "+s.Alone)
	}
}
