package methods

import (
	"math"

	gr "tfreeze/graphrewrite"
)

// unaryRule makes a rule of an elementwise op y = f(x) from dx = g(dy, x, y).
func unaryRule(g func(e emit, dy, x, y gr.Output) gr.Output) Rule {
	return func(v *VJP) error {
		v.DX[0] = g(v.emit, v.Dy(), v.In(0), v.Out())
		return nil
	}
}

// fromOutput is for gradient ops that take the output and dy.
func fromOutput(op string) Rule {
	return unaryRule(func(e emit, dy, _, y gr.Output) gr.Output { return e.binary(op, y, dy) })
}

func passThrough(v *VJP) error {
	v.DX[0] = v.Dy()
	return nil
}

// printRule: Print hands its first input on, and prints the others.
func printRule(v *VJP) error {
	clear(v.needsGrad[1:])
	return passThrough(v)
}

var (
	negRule    = unaryRule(func(e emit, dy, _, _ gr.Output) gr.Output { return e.neg(dy) })
	expRule    = unaryRule(func(e emit, dy, _, y gr.Output) gr.Output { return e.mul(dy, y) })
	expm1Rule  = unaryRule(func(e emit, dy, x, _ gr.Output) gr.Output { return e.mul(dy, e.unary("Exp", x)) })
	logRule    = unaryRule(func(e emit, dy, x, _ gr.Output) gr.Output { return e.div(dy, x) })
	absRule    = unaryRule(func(e emit, dy, x, _ gr.Output) gr.Output { return e.mul(dy, e.unary("Sign", x)) })
	sinRule    = unaryRule(func(e emit, dy, x, _ gr.Output) gr.Output { return e.mul(dy, e.unary("Cos", x)) })
	cosRule    = unaryRule(func(e emit, dy, x, _ gr.Output) gr.Output { return e.neg(e.mul(dy, e.unary("Sin", x))) })
	log1pRule  = unaryRule(func(e emit, dy, x, _ gr.Output) gr.Output { return e.div(dy, e.add(x, e.scalar(1, x))) })
	squareRule = unaryRule(func(e emit, dy, x, _ gr.Output) gr.Output {
		return e.mul(dy, e.mul(e.scalar(2, x), x))
	})
	erfRule  = unaryRule(func(e emit, dy, x, _ gr.Output) gr.Output { return erfGrad(e, dy, x, 2/math.Sqrt(math.Pi)) })
	erfcRule = unaryRule(func(e emit, dy, x, _ gr.Output) gr.Output { return erfGrad(e, dy, x, -2/math.Sqrt(math.Pi)) })
)

var (
	tanRule   = unaryRule(func(e emit, dy, x, _ gr.Output) gr.Output { return e.div(dy, e.unary("Square", e.unary("Cos", x))) })
	sinhRule  = unaryRule(func(e emit, dy, x, _ gr.Output) gr.Output { return e.mul(dy, e.unary("Cosh", x)) })
	coshRule  = unaryRule(func(e emit, dy, x, _ gr.Output) gr.Output { return e.mul(dy, e.unary("Sinh", x)) })
	asinhRule = unaryRule(func(e emit, dy, _, y gr.Output) gr.Output { return e.div(dy, e.unary("Cosh", y)) })
	atanRule  = unaryRule(func(e emit, dy, x, _ gr.Output) gr.Output {
		return e.div(dy, e.add(e.scalar(1, x), e.unary("Square", x)))
	})
	atanhRule = unaryRule(func(e emit, dy, x, _ gr.Output) gr.Output {
		return e.div(dy, e.sub(e.scalar(1, x), e.unary("Square", x)))
	})
	lgammaRule = unaryRule(func(e emit, dy, x, _ gr.Output) gr.Output { return e.mul(dy, e.unary("Digamma", x)) })
	l2LossRule = unaryRule(func(e emit, dy, x, _ gr.Output) gr.Output { return e.mul(x, dy) })
	asinRule   = unaryRule(func(e emit, dy, x, _ gr.Output) gr.Output { return e.mul(dy, cathetus(e, x)) })
	acosRule   = unaryRule(func(e emit, dy, x, _ gr.Output) gr.Output { return e.neg(e.mul(dy, cathetus(e, x))) })
)

// cathetus is 1/sqrt(1 - x^2), the derivative of the arc sine.
func cathetus(e emit, x gr.Output) gr.Output {
	return e.unary("Rsqrt", e.sub(e.scalar(1, x), e.unary("Square", x)))
}

// erfGrad: d erf(x)/dx = 2/sqrt(pi) exp(-x^2).
func erfGrad(e emit, dy, x gr.Output, factor float64) gr.Output {
	return e.mul(e.mul(dy, e.scalar(factor, x)), e.unary("Exp", e.neg(e.unary("Square", x))))
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

// clipRule: ClipByValue(x, low, high) passes where low <= x <= high.
func clipRule(v *VJP) error {
	x := v.In(0)
	out := v.Op("LogicalOr", "", gr.Type{DType: gr.Bool}, nil, v.compare("Less", x, v.In(1)), v.compare("Greater", x, v.In(2)))
	v.DX[0] = v.selectV2(out, v.zerosLike(v.Dy()), v.Dy())
	return nil
}
