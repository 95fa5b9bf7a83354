package autodiff

// softmaxRule is dx = (dy - sum(dy y)) y.
func softmaxRule(v *VJP) error {
	sum := v.Reduce("Sum", v.Mul(v.Dy(), v.Out()), v.Ints(-1), true)
	v.DX[0] = v.Mul(v.Sub(v.Dy(), sum), v.Out())
	return nil
}

// logSoftmaxRule is dx = dy - sum(dy) softmax(x).
func logSoftmaxRule(v *VJP) error {
	sum := v.Reduce("Sum", v.Dy(), v.Ints(-1), true)
	v.DX[0] = v.Sub(v.Dy(), v.Mul(sum, v.Unary("Exp", v.Out())))
	return nil
}
