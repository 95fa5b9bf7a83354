package autodiff

import (
	"slices"

	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"

	gr "tfreeze/graphrewrite"
)

// The gradient of a complex tensor x is TensorFlow's: a real score changes by
// Re(sum(conj(dx) h)) if x changes by h. So y = w x has dx = conj(w) dy.
const (
	complex64  = typespb.DataType_DT_COMPLEX64
	complex128 = typespb.DataType_DT_COMPLEX128
)

func isComplex(t gr.DataType) bool { return t == complex64 || t == complex128 }

// isComplex reports whether the node computes with complex numbers that vary.
func (v *VJP) isComplex() bool {
	if slices.ContainsFunc(v.DY, func(dy gr.Output) bool { return present(dy) && isComplex(dy.DType()) }) {
		return true
	}
	for i, needs := range v.needsGrad {
		if needs && isComplex(v.In(i).DType()) {
			return true
		}
	}
	return false
}

// conj emits the complex conjugate of x. A real tensor is its own.
func (e Emitter) conj(x gr.Output) gr.Output {
	if !isComplex(x.DType()) {
		return x
	}
	return e.Unary("Conj", x)
}

// realOf returns the type of the real and imaginary parts of a complex number.
func realOf(t gr.DataType) gr.DataType {
	if t == complex128 {
		return gr.Double
	}
	return gr.Float
}

// complexOf returns the complex type whose parts have the given type.
func complexOf(t gr.DataType) gr.DataType {
	if t == gr.Double {
		return complex128
	}
	return complex64
}

// part emits Real, Imag, ComplexAbs or Angle of a complex tensor.
func (e Emitter) part(op string, x gr.Output) gr.Output {
	out := realOf(x.DType())
	return e.Op(op, "", gr.Type{DType: out, Shape: x.Shape()}, gr.Attrs{"T": x.DType(), "Tout": out}, x)
}

// complexFrom emits re + i im.
func (e Emitter) complexFrom(re, im gr.Output) gr.Output {
	out := complexOf(re.DType())
	return e.Op("Complex", "", gr.Type{DType: out}, gr.Attrs{"T": re.DType(), "Tout": out}, re, im)
}

func complexRule(v *VJP) error {
	v.both(
		func() gr.Output { return v.part("Real", v.Dy()) },
		func() gr.Output { return v.part("Imag", v.Dy()) })
	return nil
}

var (
	conjRule = unaryRule(func(e Emitter, dy, _, _ gr.Output) gr.Output { return e.conj(dy) })
	realRule = unaryRule(func(e Emitter, dy, _, _ gr.Output) gr.Output { return e.complexFrom(dy, e.Scalar(0, dy)) })
	imagRule = unaryRule(func(e Emitter, dy, _, _ gr.Output) gr.Output { return e.complexFrom(e.Scalar(0, dy), dy) })
	// complexAbsRule is dx = dy x / |x|, and 0 at 0.
	complexAbsRule = unaryRule(func(e Emitter, dy, x, y gr.Output) gr.Output {
		return e.Mul(e.cast(e.Binary("DivNoNan", dy, y), x), x)
	})
	// angleRule is dx = dy i x / |x|^2, that is, i dy / conj(x).
	angleRule = unaryRule(func(e Emitter, dy, x, _ gr.Output) gr.Output {
		return e.Div(e.complexFrom(e.Scalar(0, dy), dy), e.conj(x))
	})
)

func conjugateTransposeRule(v *VJP) error {
	if err := transposeRule(v); err != nil {
		return err
	}
	v.DX[0] = v.conj(v.DX[0])
	return nil
}
