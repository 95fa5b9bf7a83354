package serving

import (
	"math"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// thresholdFunction adds the function that finds the thresholds of a layer. It takes
// activations, float32 [N, ...], and a percentile, float32 [], and returns float32 [N,
// 1, ...]. A threshold is the percentile of an image's strictly positive activations.
// If there are none, it is +Inf, so that nothing passes.
func thresholdFunction(s gr.Scope, defs gr.OpDefs) (*gr.Outlined, error) {
	e := autodiff.Emitter{Scope: s}
	a := placeholder(e, gr.Type{DType: gr.Float})
	p := placeholder(e, gr.Type{DType: gr.Float, Shape: gr.Shape{}})
	bits := bitsOf(e, a)
	positives := count(e, e.Compare("Greater", bits, e.Int(0)))
	t := e.To(percentile(e, bits, positives, e.To(p, gr.Double)), gr.Float)
	t = e.SelectV2(e.Compare("Equal", positives, e.Int(0)), e.Scalar(math.Inf(1), t), t)
	return gr.Outline(s.Graph, gr.Function{Name: "tfreeze_threshold", Args: []gr.Output{a, p}, Results: []gr.Output{perImage(e, t, a)}}, defs)
}

// perImage gives v, [N], the rank of x, [N, ...], so that v broadcasts against x.
func perImage(e autodiff.Emitter, v, x gr.Output) gr.Output {
	others := e.Op("OnesLike", "", gr.Type{DType: gr.Int32}, gr.Attrs{"T": gr.Int32}, e.Slice(e.Shape(x), e.Ints(1), e.Ints(-1)))
	return e.Reshape(v, e.Concat(e.Int(0), e.Ints(-1), others))
}

func placeholder(e autodiff.Emitter, t gr.Type) gr.Output {
	return e.Op("Placeholder", "", t, gr.Attrs{"dtype": t.DType, "shape": t.Shape})
}
