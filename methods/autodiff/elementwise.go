package autodiff

import (
	"math"

	gr "tfreeze/graphrewrite"
)

// unaryRule makes the rule of an elementwise op y = f(x) from dx = g(dy, x, y).
func unaryRule(g func(e Emitter, dy, x, y gr.Output) gr.Output) Rule {
	return func(v *VJP) error {
		v.DX[0] = g(v.Emitter, v.Dy(), v.In(0), v.Out())
		return nil
	}
}

// fromOutput calls a gradient op that takes the output and dy.
func fromOutput(op string) Rule {
	return unaryRule(func(e Emitter, dy, _, y gr.Output) gr.Output { return e.Binary(op, y, dy) })
}

func passThrough(v *VJP) error {
	v.DX[0] = v.Dy()
	return nil
}

// printRule differentiates the first input of Print, which is passed on. The others are
// only printed.
func printRule(v *VJP) error {
	for i := range v.Node.Inputs[1:] {
		v.Constant(1 + i)
	}
	return passThrough(v)
}

var (
	negRule    = unaryRule(func(e Emitter, dy, _, _ gr.Output) gr.Output { return e.Neg(dy) })
	expRule    = unaryRule(func(e Emitter, dy, _, y gr.Output) gr.Output { return e.Mul(dy, e.conj(y)) })
	expm1Rule  = unaryRule(func(e Emitter, dy, x, _ gr.Output) gr.Output { return e.Mul(dy, e.Unary("Exp", x)) })
	logRule    = unaryRule(func(e Emitter, dy, x, _ gr.Output) gr.Output { return e.Div(dy, x) })
	absRule    = unaryRule(func(e Emitter, dy, x, _ gr.Output) gr.Output { return e.Mul(dy, e.Unary("Sign", x)) })
	sinRule    = unaryRule(func(e Emitter, dy, x, _ gr.Output) gr.Output { return e.Mul(dy, e.Unary("Cos", x)) })
	cosRule    = unaryRule(func(e Emitter, dy, x, _ gr.Output) gr.Output { return e.Neg(e.Mul(dy, e.Unary("Sin", x))) })
	log1pRule  = unaryRule(func(e Emitter, dy, x, _ gr.Output) gr.Output { return e.Div(dy, e.Add(x, e.Scalar(1, x))) })
	squareRule = unaryRule(func(e Emitter, dy, x, _ gr.Output) gr.Output {
		return e.Mul(dy, e.Mul(e.Scalar(2, x), e.conj(x)))
	})
	erfRule  = unaryRule(func(e Emitter, dy, x, _ gr.Output) gr.Output { return erfGrad(e, dy, x, 2/math.Sqrt(math.Pi)) })
	erfcRule = unaryRule(func(e Emitter, dy, x, _ gr.Output) gr.Output { return erfGrad(e, dy, x, -2/math.Sqrt(math.Pi)) })
)

var (
	tanRule   = unaryRule(func(e Emitter, dy, x, _ gr.Output) gr.Output { return e.Div(dy, e.Unary("Square", e.Unary("Cos", x))) })
	sinhRule  = unaryRule(func(e Emitter, dy, x, _ gr.Output) gr.Output { return e.Mul(dy, e.Unary("Cosh", x)) })
	coshRule  = unaryRule(func(e Emitter, dy, x, _ gr.Output) gr.Output { return e.Mul(dy, e.Unary("Sinh", x)) })
	asinhRule = unaryRule(func(e Emitter, dy, _, y gr.Output) gr.Output { return e.Div(dy, e.Unary("Cosh", y)) })
	atanRule  = unaryRule(func(e Emitter, dy, x, _ gr.Output) gr.Output {
		return e.Div(dy, e.Add(e.Scalar(1, x), e.Unary("Square", x)))
	})
	atanhRule = unaryRule(func(e Emitter, dy, x, _ gr.Output) gr.Output {
		return e.Div(dy, e.Sub(e.Scalar(1, x), e.Unary("Square", x)))
	})
	lgammaRule = unaryRule(func(e Emitter, dy, x, _ gr.Output) gr.Output { return e.Mul(dy, e.Unary("Digamma", x)) })
	l2LossRule = unaryRule(func(e Emitter, dy, x, _ gr.Output) gr.Output { return e.Mul(x, dy) })
	asinRule   = unaryRule(func(e Emitter, dy, x, _ gr.Output) gr.Output { return e.Mul(dy, cathetus(e, x)) })
	acosRule   = unaryRule(func(e Emitter, dy, x, _ gr.Output) gr.Output { return e.Neg(e.Mul(dy, cathetus(e, x))) })
)

// cathetus emits 1/sqrt(1 - x^2), the derivative of the arc sine.
func cathetus(e Emitter, x gr.Output) gr.Output {
	return e.Unary("Rsqrt", e.Sub(e.Scalar(1, x), e.Unary("Square", x)))
}

// erfGrad uses d erf(x)/dx = 2/sqrt(pi) exp(-x^2).
func erfGrad(e Emitter, dy, x gr.Output, factor float64) gr.Output {
	return e.Mul(e.Mul(dy, e.Scalar(factor, x)), e.Unary("Exp", e.Neg(e.Unary("Square", x))))
}

func castRule(v *VJP) error {
	v.DX[0] = v.cast(v.Dy(), v.In(0))
	return nil
}

func identityNRule(v *VJP) error {
	for i := range v.needsGrad {
		v.needsGrad[i] = v.needsGrad[i] && i < len(v.DY) && present(v.DY[i])
	}
	copy(v.DX, v.DY)
	return nil
}

// clipRule passes the gradient of ClipByValue(x, low, high) where low <= x <= high.
func clipRule(v *VJP) error {
	x := v.In(0)
	out := v.Op("LogicalOr", "", gr.Type{DType: gr.Bool}, nil, v.Compare("Less", x, v.In(1)), v.Compare("Greater", x, v.In(2)))
	v.DX[0] = v.SelectV2(out, v.ZerosLike(v.Dy()), v.Dy())
	return nil
}
