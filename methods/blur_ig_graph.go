package methods

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
	"tfreeze/methods/serving"
)

// emitBlurred is blurredPaths in a graph. Blurs are products with matrices, in float64, and
// float32 between them.
func emitBlurred(l *serving.Loop, im serving.Image, a serving.Arguments) (gr.Output, error) {
	steps, total := Steps.Argument(a), l.To(Steps.Argument(a), gr.Double)
	strongest := l.To(MaxSigma.Argument(a), gr.Double)
	start := l.ZerosLike(l.To(l.Input, gr.Double))
	sum, err := l.Rounds(steps, []gr.Output{start}, func(e autodiff.Emitter, round gr.Output, state []gr.Output) ([]gr.Output, error) {
		at := func(k gr.Output) gr.Output { return e.Div(e.Mul(e.To(k, gr.Double), strongest), total) }
		sigma, next := at(round), at(e.Add(round, e.Int(1)))
		blurred := blurIn(l, e, im, sigma)
		further := blurIn(l, e, im, e.Add(sigma, e.Scalar(sigmaStep, sigma)))
		dx, err := l.GradientAt(e, blurred)
		if err != nil {
			return nil, err
		}
		change := e.Mul(e.Div(e.Sub(further, blurred), e.Scalar(sigmaStep, blurred)), dx)
		return []gr.Output{e.Sub(state[0], e.Mul(e.Sub(next, sigma), e.To(change, gr.Double)))}, nil
	})
	if err != nil {
		return gr.Output{}, err
	}
	return l.To(sum[0], gr.Float), nil
}

// blurIn emits the input convolved with a Gaussian along height and then along width.
func blurIn(l *serving.Loop, e autodiff.Emitter, im serving.Image, sigma gr.Output) gr.Output {
	x := l.Input
	for _, side := range []int{im.Height, im.Width} {
		x = blurAlong(l, e, x, side, sigma)
	}
	x.Node.Types[0] = l.Input.Type()
	return x
}

// blurAlong emits the product of a matrix and each line of x along a dimension: [..., side, 1]
// in the order that puts the dimension last but one.
func blurAlong(l *serving.Loop, e autodiff.Emitter, x gr.Output, side int, sigma gr.Output) gr.Output {
	kernel := kernelOf(l, e, l.Side(side), sigma)
	last, back := []int32{0, 1, 2, 3}, []int32{0, 1, 2, 3}
	last[side], last[3] = int32(3), int32(side)
	back[side], back[3] = int32(3), int32(side)
	lines := e.Transpose(e.To(x, gr.Double), e.Ints(last...))
	shape := e.Shape(lines)
	// The kernel is symmetric, so that lines can be rows.
	product := e.MatMul(e.Reshape(lines, e.Concat(e.Int(0), e.Ints(-1), e.Slice(shape, e.Ints(3), e.Ints(1)))), kernel, false)
	return e.To(e.Transpose(e.Reshape(product, shape), e.Ints(back...)), gr.Float)
}

// kernelOf emits the matrix, float64 [n,n], of a Gaussian that is cut off as that of package
// gaussian is, and whose sum is 1 where nothing is cut off by the ends.
func kernelOf(l *serving.Loop, e autodiff.Emitter, n, sigma gr.Output) gr.Output {
	reach := e.To(e.Add(e.Mul(sigma, e.Scalar(4, sigma)), e.Scalar(0.5, sigma)), gr.Int32)
	count := func(from, to gr.Output) gr.Output {
		return e.Op("Range", "", gr.Type{DType: gr.Int32}, gr.Attrs{"Tidx": gr.Int32}, from, to, e.Int(1))
	}
	weight := func(distance gr.Output) gr.Output {
		d := e.To(e.Mul(distance, distance), gr.Double)
		// A blur of nothing has the middle alone, where the exponent is 0 whatever sigma is.
		wide := e.Binary("Maximum", sigma, e.Scalar(1e-30, sigma))
		return e.Unary("Exp", e.Mul(e.Div(e.Scalar(-0.5, d), e.Mul(wide, wide)), d))
	}
	sum := e.Reduce("Sum", weight(count(e.Neg(reach), e.Add(reach, e.Int(1)))), e.Ints(0), false)
	each := count(e.Int(0), n)
	apart := e.Unary("Abs", e.Sub(e.ExpandDims(each, 0), e.ExpandDims(each, 1)))
	w := e.Div(weight(apart), sum)
	return e.SelectV2(e.Compare("LessEqual", apart, reach), w, e.ZerosLike(w))
}
