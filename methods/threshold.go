package methods

import (
	"math"

	gr "tfreeze/graphrewrite"
)

// thresholdFunction adds the function that finds the thresholds of a layer:
// activations, float32 [N, ...], and a percentile, float32 [], to float32 [N, 1,
// ...]. A threshold is the percentile of the strictly positive activations, of
// each image by itself; without one it is +Inf, so that nothing passes.
func thresholdFunction(s gr.Scope, defs gr.OpDefs) (*gr.Outlined, error) {
	e := emit{s}
	a := e.placeholder(gr.Type{DType: gr.Float})
	p := e.placeholder(gr.Type{DType: gr.Float, Shape: gr.Shape{}})
	bits := e.bitsOf(a)
	positives := e.count(e.compare("Greater", bits, e.int(0)))
	t := e.to(e.percentile(bits, positives, e.to(p, gr.Double)), gr.Float)
	t = e.selectV2(e.compare("Equal", positives, e.int(0)), e.scalar(math.Inf(1), t), t)
	return gr.Outline(s.Graph, gr.Function{Name: "tfreeze_threshold", Args: []gr.Output{a, p}, Results: []gr.Output{e.perImage(t, a)}}, defs)
}

// perImage gives v, [N], the rank of x, [N, ...], so that it broadcasts.
func (e emit) perImage(v, x gr.Output) gr.Output {
	others := e.Op("OnesLike", "", gr.Type{DType: gr.Int32}, gr.Attrs{"T": gr.Int32}, e.slice(e.shape(x), e.ints(1), e.ints(-1)))
	return e.reshape(v, e.concat(e.int(0), e.ints(-1), others))
}

func (e emit) placeholder(t gr.Type) gr.Output {
	return e.Op("Placeholder", "", t, gr.Attrs{"dtype": t.DType, "shape": t.Shape})
}
