package autodiff

import (
	"math"

	gr "tfreeze/graphrewrite"
)

// slopeRule makes the rule of an elementwise op from its derivative f'(x), given x and
// y = f(x).
func slopeRule(slope func(e Emitter, x, y gr.Output) gr.Output) Rule {
	return unaryRule(func(e Emitter, dy, x, y gr.Output) gr.Output { return e.Mul(dy, slope(e, x, y)) })
}

// times emits c x for a number c.
func (e Emitter) times(c float64, x gr.Output) gr.Output { return e.Mul(e.Scalar(c, x), x) }

// expOfSquare emits exp(c x^2).
func (e Emitter) expOfSquare(c float64, x gr.Output) gr.Output {
	return e.Unary("Exp", e.times(c, e.Unary("Square", x)))
}

// The derivatives of special functions (Abramowitz and Stegun, "Handbook of Mathematical
// Functions", 1964: chapters 5, 7, 9 and 27).
var (
	acoshRule   = slopeRule(func(e Emitter, _, y gr.Output) gr.Output { return e.Unary("Reciprocal", e.Unary("Sinh", y)) })
	digammaRule = slopeRule(func(e Emitter, x, _ gr.Output) gr.Output {
		return e.Binary("Polygamma", e.Unary("OnesLike", x), x)
	})
	erfinvRule = slopeRule(func(e Emitter, _, y gr.Output) gr.Output { return e.times(math.Sqrt(math.Pi)/2, e.expOfSquare(1, y)) })
	ndtriRule  = slopeRule(func(e Emitter, _, y gr.Output) gr.Output { return e.times(math.Sqrt(2*math.Pi), e.expOfSquare(0.5, y)) })
	dawsnRule  = slopeRule(func(e Emitter, x, y gr.Output) gr.Output { return e.Sub(e.Scalar(1, x), e.times(2, e.Mul(x, y))) })
	expintRule = slopeRule(func(e Emitter, x, _ gr.Output) gr.Output { return e.Div(e.Unary("Exp", x), x) })
	// spenceRule has the limit -1 at 1.
	spenceRule = slopeRule(func(e Emitter, x, _ gr.Output) gr.Output {
		one := e.Scalar(1, x)
		return e.SelectV2(e.Compare("Equal", x, one), e.Scalar(-1, x), e.Div(e.Unary("Log", x), e.Sub(one, x)))
	})
	fresnelCosRule = slopeRule(func(e Emitter, x, _ gr.Output) gr.Output { return e.Unary("Cos", e.fresnelAngle(x)) })
	fresnelSinRule = slopeRule(func(e Emitter, x, _ gr.Output) gr.Output { return e.Unary("Sin", e.fresnelAngle(x)) })
)

func (e Emitter) fresnelAngle(x gr.Output) gr.Output { return e.times(math.Pi/2, e.Unary("Square", x)) }

// Bessel functions: an e in the name means scaled by exp(-abs x) for I, exp x for K.
var (
	besselI0Rule  = slopeRule(func(e Emitter, x, _ gr.Output) gr.Output { return e.Unary("BesselI1", x) })
	besselI0eRule = slopeRule(func(e Emitter, x, y gr.Output) gr.Output {
		return e.Sub(e.Unary("BesselI1e", x), e.Mul(e.Unary("Sign", x), y))
	})
	besselI1Rule = slopeRule(func(e Emitter, x, y gr.Output) gr.Output {
		return e.atZero(0.5, x, e.Sub(e.Unary("BesselI0", x), e.Div(y, x)))
	})
	besselI1eRule = slopeRule(func(e Emitter, x, y gr.Output) gr.Output {
		scaled := e.Mul(y, e.Add(e.Unary("Sign", x), e.Unary("Reciprocal", x)))
		return e.atZero(0.5, x, e.Sub(e.Unary("BesselI0e", x), scaled))
	})
	besselJ0Rule = slopeRule(func(e Emitter, x, _ gr.Output) gr.Output { return e.Neg(e.Unary("BesselJ1", x)) })
	besselJ1Rule = slopeRule(func(e Emitter, x, y gr.Output) gr.Output {
		return e.atZero(0.5, x, e.Sub(e.Unary("BesselJ0", x), e.Div(y, x)))
	})
	besselY0Rule  = slopeRule(func(e Emitter, x, _ gr.Output) gr.Output { return e.Neg(e.Unary("BesselY1", x)) })
	besselY1Rule  = slopeRule(func(e Emitter, x, y gr.Output) gr.Output { return e.Sub(e.Unary("BesselY0", x), e.Div(y, x)) })
	besselK0Rule  = slopeRule(func(e Emitter, x, _ gr.Output) gr.Output { return e.Neg(e.Unary("BesselK1", x)) })
	besselK0eRule = slopeRule(func(e Emitter, x, y gr.Output) gr.Output { return e.Sub(y, e.Unary("BesselK1e", x)) })
	besselK1Rule  = slopeRule(func(e Emitter, x, y gr.Output) gr.Output {
		return e.Neg(e.Add(e.Unary("BesselK0", x), e.Div(y, x)))
	})
	besselK1eRule = slopeRule(func(e Emitter, x, y gr.Output) gr.Output {
		return e.Sub(e.Sub(y, e.Div(y, x)), e.Unary("BesselK0e", x))
	})
)

// atZero emits the number at where x is 0, and the slope elsewhere.
func (e Emitter) atZero(at float64, x, slope gr.Output) gr.Output {
	return e.SelectV2(e.Compare("Equal", x, e.Scalar(0, x)), e.Scalar(at, x), slope)
}
