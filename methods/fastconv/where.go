package fastconv

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// selects is the rule of SelectV2: where a freezing selects, dy is masked.
// The frozen value is a constant, and both have the shape of x.
func (f *Fast) selects(v *autodiff.VJP) error {
	if !v.Node.SelectsFrozen() || v.Dy().DType() != gr.Float {
		return v.Base()
	}
	v.Constant(2)
	v.DX[1] = where(v.Emitter, v.In(0), v.Dy())
	return nil
}

// where is dy where a condition of its shape holds, and 0 elsewhere, whatever dy is:
// its bits are multiplied by 1 or 0, since 0 times a NaN or an infinity is no 0.
// For 8 x 112 x 112 x 96 values, SelectV2 with a scalar 0 took 4.7 ms, Select with
// zeros 4.3 ms, and this 4.1 ms, of which methods share the 1.5 ms of the Cast. Of
// the integers, a GPU multiplies unsigned ones itself.
func where(e autodiff.Emitter, condition, dy gr.Output) gr.Output {
	kept := e.Mul(bitcast(e, dy, gr.Uint32), e.To(condition, gr.Uint32))
	kept.Node.Types[0].Shape = dy.Shape()
	return bitcast(e, kept, dy.DType())
}

// bitcast reads the bits of x as another type of the same size.
func bitcast(e autodiff.Emitter, x gr.Output, t gr.DataType) gr.Output {
	return e.Op("Bitcast", "", gr.Type{DType: t, Shape: x.Shape()}, gr.Attrs{"T": x.DType(), "type": t}, x)
}
