package autodiff

import (
	"errors"

	gr "tfreeze/graphrewrite"
)

// fourierRule is the rule of FFT and IFFT over the last rank dimensions, of n elements
// in all. The inverse transform gives the gradient, times n for FFT, by n for IFFT.
func fourierRule(inverse string, rank int32, scale func(e Emitter, dx, n gr.Output) gr.Output) Rule {
	return func(v *VJP) error {
		n := v.cast(v.elements(v.tail(v.Shape(v.In(0)), rank)), v.Dy())
		v.DX[0] = scale(v.Emitter, v.fourier(inverse, v.Dy()), n)
		v.DX[0].Node.Types[0].Shape = v.In(0).Shape()
		return nil
	}
}

func (e Emitter) fourier(op string, x gr.Output) gr.Output {
	return e.Op(op, "", x.Type(), gr.Attrs{"Tcomplex": x.DType()}, x)
}

// tail emits the last n elements of a vector.
func (e Emitter) tail(vector gr.Output, n int32) gr.Output {
	return e.Op("StridedSlice", "", gr.Type{DType: vector.DType(), Shape: gr.Shape{int64(n)}},
		gr.Attrs{"T": vector.DType(), "Index": gr.Int32, "begin_mask": 0, "end_mask": 1, "ellipsis_mask": 0, "new_axis_mask": 0, "shrink_axis_mask": 0},
		vector, e.Ints(-n), e.Ints(0), e.Ints(1))
}

// elements emits the product of sizes, a vector, as a scalar.
func (e Emitter) elements(sizes gr.Output) gr.Output {
	return e.Reduce("Prod", sizes, e.Ints(0), false)
}

// realFourierRule is the rule of RFFT, y[k] = sum(x[n] exp(-2 pi i k n / L)) for k up to
// L/2: dx[n] = Re(sum(dy[k] exp(2 pi i k n / L))), which is L times the inverse
// transform of dy with zeros for the other k. Of several dimensions, only the last has
// fewer k. The op first cuts x to the lengths L.
func realFourierRule(inverse string, rank int32) Rule {
	return func(v *VJP) error {
		x, lengths := v.In(0), v.castInt(v.In(1))
		if x.Shape() == nil {
			return errors.New("no gradient rule for a Fourier transform of a tensor of unknown rank")
		}
		whole := v.fit(v.Dy(), v.tail(lengths, 1))
		dx := v.part("Real", v.fourier(inverse, whole))
		v.DX[0] = v.fit(v.Mul(dx, v.cast(v.elements(lengths), dx)), v.tail(v.Shape(x), rank))
		v.DX[0].Node.Types[0].Shape = x.Shape()
		return nil
	}
}

// inverseRealFourierRule is the rule of IRFFT. Every element of x stands for itself and
// for its conjugate at L-k, save those at 0 and at L/2, which are their own.
func inverseRealFourierRule(forward string, rank int32) Rule {
	return func(v *VJP) error {
		x, lengths := v.In(0), v.castInt(v.In(1))
		if x.Shape() == nil {
			return errors.New("no gradient rule for a Fourier transform of a tensor of unknown rank")
		}
		typ := gr.Type{DType: complexOf(v.Dy().DType())}
		dx := v.Op(forward, "", typ, gr.Attrs{"Treal": v.Dy().DType(), "Tcomplex": typ.DType}, v.Dy(), lengths)
		weights := v.Div(v.halfWeights(v.tail(lengths, 1)), v.cast(v.elements(lengths), v.Dy()))
		v.DX[0] = v.fit(v.Mul(dx, v.cast(weights, x)), v.tail(v.Shape(x), rank))
		v.DX[0].Node.Types[0].Shape = x.Shape()
		return nil
	}
}

// halfWeights emits 1, 2, 2, ..., for k from 0 to L/2. The last is 1 if L is even.
func (v *VJP) halfWeights(length gr.Output) gr.Output {
	l := v.Reshape(length, v.Ints())
	end := v.Add(v.Binary("FloorDiv", l, v.Int(2)), v.Int(1))
	k := v.Op("Range", "", gr.Type{DType: gr.Int32, Shape: gr.Shape{-1}}, gr.Attrs{"Tidx": gr.Int32}, v.Int(0), end, v.Int(1))
	alone := v.Op("LogicalOr", "", gr.Type{DType: gr.Bool}, nil, v.Compare("Equal", k, v.Int(0)), v.Compare("Equal", v.Add(k, k), l))
	return v.SelectV2(alone, v.Scalar(1, v.Dy()), v.Scalar(2, v.Dy()))
}

// fit cuts the last dimensions of x to the sizes, or appends zeros. The others keep
// their sizes.
func (v *VJP) fit(x, sizes gr.Output) gr.Output {
	rank := len(v.In(0).Shape())
	have := v.Shape(x)
	n := int32(sizes.Shape()[0])
	outer := v.Slice(have, v.Ints(0), v.Ints(int32(rank)-n))
	kept := v.Concat(v.Int(0), outer, v.Binary("Minimum", v.tail(have, n), sizes))
	cut := v.Slice(x, v.Ints(make([]int32, rank)...), kept)
	after := v.Sub(v.Concat(v.Int(0), outer, sizes), kept)
	pads := v.Op("Pack", "", gr.Type{DType: gr.Int32}, gr.Attrs{"T": gr.Int32, "N": 2, "axis": 1}, v.Ints(make([]int32, rank)...), after)
	return v.Op("Pad", "", gr.Type{DType: x.DType()}, gr.Attrs{"T": x.DType(), "Tpaddings": gr.Int32}, cut, pads)
}

func times(e Emitter, dx, n gr.Output) gr.Output { return e.Mul(dx, n) }

func over(e Emitter, dx, n gr.Output) gr.Output { return e.Div(dx, n) }
