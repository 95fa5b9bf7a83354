package autodiff

import gr "tfreeze/graphrewrite"

// gammaRule is the rule of Igamma(a, x) and Igammac(a, x) = 1 - Igamma(a, x), the
// regularised incomplete gamma functions.
func gammaRule(upper bool) Rule {
	return func(v *VJP) error {
		a, x, dy := v.In(0), v.In(1), v.Dy()
		if upper {
			dy = v.Neg(dy)
		}
		v.both(
			func() gr.Output { return v.Mul(dy, v.Binary("IgammaGradA", a, x)) },
			func() gr.Output { return v.Mul(dy, v.gammaDensity(a, x)) })
		return nil
	}
}

// gammaDensity emits x^(a-1) exp(-x) / gamma(a), by way of its logarithm.
func (v *VJP) gammaDensity(a, x gr.Output) gr.Output {
	log := v.Sub(v.Mul(v.Sub(a, v.Scalar(1, a)), v.Unary("Log", x)), x)
	return v.Unary("Exp", v.Sub(log, v.Unary("Lgamma", a)))
}

// betaincRule differentiates Betainc(a, b, x) with respect to x. TensorFlow has no
// derivative by a and b.
func betaincRule(v *VJP) error {
	a, b, x := v.In(0), v.In(1), v.In(2)
	one := v.Scalar(1, x)
	beta := v.Sub(v.Add(v.Unary("Lgamma", a), v.Unary("Lgamma", b)), v.Unary("Lgamma", v.Add(a, b)))
	log := v.Add(v.Binary("Xlogy", v.Sub(a, one), x), v.Binary("Xlog1py", v.Sub(b, one), v.Neg(x)))
	v.DX[2] = v.unbroadcast(v.Mul(v.Dy(), v.Unary("Exp", v.Sub(log, beta))), x, v.Out())
	return nil
}

// zetaRule differentiates Zeta(x, q), the sum of (k + q)^-x, with respect to q.
func zetaRule(v *VJP) error {
	x, q := v.In(0), v.In(1)
	slope := v.Neg(v.Mul(x, v.Binary("Zeta", v.Add(x, v.Scalar(1, x)), q)))
	v.DX[1] = v.unbroadcast(v.Mul(v.Dy(), slope), q, x)
	return nil
}

// polygammaRule differentiates Polygamma(n, x) with respect to x.
func polygammaRule(v *VJP) error {
	n, x := v.In(0), v.In(1)
	v.DX[1] = v.unbroadcast(v.Mul(v.Dy(), v.Binary("Polygamma", v.Add(n, v.Scalar(1, n)), x)), x, n)
	return nil
}
