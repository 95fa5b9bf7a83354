package autodiff

import gr "tfreeze/graphrewrite"

func cumsumRule(v *VJP) error {
	v.DX[0] = v.cumulative("Cumsum", v.Dy(), !v.Node.Bool("reverse"))
	return nil
}

// cumulative emits a cumulative op along the node's axis.
func (v *VJP) cumulative(op string, x gr.Output, reverse bool) gr.Output {
	return v.Op(op, "", x.Type(), gr.Attrs{
		"T": x.DType(), "Tidx": v.In(1).DType(), "exclusive": v.Node.Bool("exclusive"), "reverse": reverse,
	}, x, v.In(1))
}

// cumprodRule divides the sum of the products that have an element by it. As in
// TensorFlow, an element that is 0 gets no gradient.
func cumprodRule(v *VJP) error {
	sum := v.cumulative("Cumsum", v.Mul(v.Out(), v.Dy()), !v.Node.Bool("reverse"))
	v.DX[0] = v.Binary("DivNoNan", sum, v.In(0))
	return nil
}

// cumulativeLogsumexpRule is dx = exp(x) sum(dy exp(-y)), over the sums that have an
// element. So that nothing overflows, positive and negative gradients are summed apart,
// as logarithms.
func cumulativeLogsumexpRule(v *VJP) error {
	v.DX[0] = v.Sub(v.logsumexpPart(v.Dy()), v.logsumexpPart(v.Neg(v.Dy())))
	return nil
}

func (v *VJP) logsumexpPart(dy gr.Output) gr.Output {
	zero := v.Scalar(0, dy)
	positive := v.Compare("Greater", dy, zero)
	log := v.SelectV2(positive, v.Unary("Log", v.SelectV2(positive, dy, v.Unary("OnesLike", dy))), v.Scalar(smallest(dy.DType()), dy))
	sums := v.cumulative("CumulativeLogsumexp", v.Sub(log, v.Out()), !v.Node.Bool("reverse"))
	return v.Unary("Exp", v.Add(sums, v.In(0)))
}

// smallest is a logarithm of 0: its exponential is 0 whatever is added to it.
func smallest(t gr.DataType) float64 {
	if t == gr.Half {
		return -1e4
	}
	return -1e30
}
