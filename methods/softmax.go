package methods

// softmaxRule: dx = (dy - sum(dy y)) y.
func softmaxRule(v *VJP) error {
	sum := v.reduce("Sum", v.mul(v.Dy(), v.Out()), v.ints(-1), true)
	v.DX[0] = v.mul(v.sub(v.Dy(), sum), v.Out())
	return nil
}

// logSoftmaxRule: dx = dy - sum(dy) softmax(x).
func logSoftmaxRule(v *VJP) error {
	sum := v.reduce("Sum", v.Dy(), v.ints(-1), true)
	v.DX[0] = v.sub(v.Dy(), v.mul(sum, v.unary("Exp", v.Out())))
	return nil
}
