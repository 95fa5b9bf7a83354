package autodiff

import (
	"slices"

	gr "tfreeze/graphrewrite"
)

// prodRule multiplies, for each element, all the others: the product of those before it
// and the product of those behind it, so that zeros do no harm. The reduced axes are
// moved to the front and joined:
//
//	x -> [reduced, kept] -> before * behind -> [kept axes in front undone] -> times dy
func prodRule(v *VJP) error {
	axes, err := v.axes()
	if err != nil {
		return err
	}
	x := v.In(0)
	order := narrow(axes)
	for i := range int64(len(x.Shape())) {
		if !slices.Contains(axes, i) {
			order = append(order, int32(i))
		}
	}
	perm := v.Ints(order...)
	moved := v.Transpose(x, perm)
	dims := v.Op("GatherV2", "", gr.Type{DType: gr.Int32},
		gr.Attrs{"Tparams": gr.Int32, "Tindices": gr.Int32, "Taxis": gr.Int32}, v.Shape(x), perm, v.Int(0))
	count := v.Reduce("Prod", v.Slice(dims, v.Ints(0), v.Ints(int32(len(axes)))), v.Ints(0), true)
	rows := v.Reshape(moved, v.Concat(v.Int(0), count, v.Ints(-1)))
	others := v.Mul(v.cumprod(rows, false), v.cumprod(rows, true))
	back := v.Transpose(v.Reshape(others, dims), v.Op("InvertPermutation", "", perm.Type(), gr.Attrs{"T": gr.Int32}, perm))
	v.DX[0] = v.Mul(v.BroadcastTo(v.keep(v.Dy(), axes), x), back)
	v.DX[0].Node.Types[0].Shape = x.Shape()
	return nil
}

func (v *VJP) cumprod(x gr.Output, reverse bool) gr.Output {
	return v.Op("Cumprod", "", gr.Type{DType: x.DType()},
		gr.Attrs{"T": x.DType(), "Tidx": gr.Int32, "exclusive": true, "reverse": reverse}, x, v.Int(0))
}
