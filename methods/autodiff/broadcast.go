package autodiff

import gr "tfreeze/graphrewrite"

// unbroadcast sums a gradient of the broadcast x op y over the dimensions along which x
// was repeated, so that the result has the shape of x. A dimension is repeated where x
// has size 1 and y has more. If a size is unknown, the graph decides when it runs.
func (e Emitter) unbroadcast(grad, x, y gr.Output) gr.Output {
	if neverRepeated(x.Shape(), y.Shape()) {
		return grad
	}
	args := e.Node("BroadcastGradientArgs", "", []gr.Type{{DType: gr.Int32}, {DType: gr.Int32}},
		gr.Attrs{"T": gr.Int32}, e.Shape(x), e.Shape(y))
	return e.Like(e.Reduce("Sum", grad, args.Out(0), false), x)
}

// neverRepeated reports whether broadcasting against y leaves x unchanged for certain.
func neverRepeated(x, y gr.Shape) bool {
	if x == nil || y == nil || len(y) > len(x) {
		return false
	}
	for i := range x {
		other := int64(1)
		if j := i - (len(x) - len(y)); j >= 0 {
			other = y[j]
		}
		if x[i] > 1 || x[i] == 0 || other == 1 {
			continue
		}
		return false
	}
	return true
}

// both sends a gradient to each operand of a broadcasting binary op.
func (v *VJP) both(dx, dy func() gr.Output) {
	x, y := v.In(0), v.In(1)
	if v.needsGrad[0] {
		v.DX[0] = v.unbroadcast(dx(), x, y)
	}
	if v.needsGrad[1] {
		v.DX[1] = v.unbroadcast(dy(), y, x)
	}
}
