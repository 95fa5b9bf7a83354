package autodiff

import (
	"errors"
	"slices"

	gr "tfreeze/graphrewrite"
)

// axes returns the constant axes of a reduction, sorted and not negative.
func (v *VJP) axes() ([]int64, error) {
	rank := int64(len(v.In(0).Shape()))
	if v.In(0).Shape() == nil {
		return nil, errors.New("no gradient rule for a reduction of a tensor of unknown rank")
	}
	axes, err := integers(v.In(1))
	if err != nil {
		return nil, err
	}
	for i, a := range axes {
		if axes[i] = a; a < 0 {
			axes[i] = a + rank
		}
		if axes[i] < 0 || axes[i] >= rank {
			return nil, errors.New("its axis is outside its input's rank")
		}
	}
	slices.Sort(axes)
	return slices.Compact(axes), nil
}

// keep restores the axes that the reduction removed, with size 1.
func (v *VJP) keep(x gr.Output, axes []int64) gr.Output {
	if v.Node.Bool("keep_dims") {
		return x
	}
	for _, a := range axes {
		x = v.ExpandDims(x, int32(a))
	}
	return x
}

func sumRule(v *VJP) error {
	axes, err := v.axes()
	if err != nil {
		return err
	}
	v.DX[0] = v.BroadcastTo(v.keep(v.Dy(), axes), v.In(0))
	return nil
}

func meanRule(v *VJP) error {
	axes, err := v.axes()
	if err != nil {
		return err
	}
	dy := v.keep(v.Dy(), axes)
	v.DX[0] = v.BroadcastTo(v.Div(dy, v.count(axes)), v.In(0))
	return nil
}

// count emits the number of elements over which a mean is taken.
func (v *VJP) count(axes []int64) gr.Output {
	x, n := v.In(0), int64(1)
	for _, a := range axes {
		if n *= x.Shape()[a]; x.Shape()[a] < 0 {
			sizes := v.Op("GatherV2", "", gr.Type{DType: gr.Int32},
				gr.Attrs{"Tparams": gr.Int32, "Tindices": gr.Int32, "Taxis": gr.Int32},
				v.Shape(x), v.Ints(narrow(axes)...), v.Int(0))
			return v.cast(v.Reduce("Prod", sizes, v.Ints(0), false), v.Dy())
		}
	}
	return v.Scalar(float64(n), v.Dy())
}

// extremumRule is the rule of Max and Min. Equal extremes share the gradient equally,
// as in TensorFlow.
func extremumRule(v *VJP) error {
	axes, err := v.axes()
	if err != nil {
		return err
	}
	x := v.In(0)
	hits := v.cast(v.Compare("Equal", v.BroadcastTo(v.keep(v.Out(), axes), x), x), v.Dy())
	number := v.Reduce("Sum", hits, v.Ints(narrow(axes)...), true)
	v.DX[0] = v.Mul(v.Div(hits, number), v.BroadcastTo(v.keep(v.Dy(), axes), x))
	v.DX[0].Node.Types[0].Shape = x.Shape()
	return nil
}

// euclideanNormRule is dx = dy x / y.
func euclideanNormRule(v *VJP) error {
	axes, err := v.axes()
	if err != nil {
		return err
	}
	v.DX[0] = v.Mul(v.In(0), v.Div(v.keep(v.Dy(), axes), v.keep(v.Out(), axes)))
	v.DX[0].Node.Types[0].Shape = v.In(0).Shape()
	return nil
}

func narrow(values []int64) []int32 {
	out := make([]int32, len(values))
	for i, v := range values {
		out[i] = int32(v)
	}
	return out
}
