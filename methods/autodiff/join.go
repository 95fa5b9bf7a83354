package autodiff

import (
	"errors"

	gr "tfreeze/graphrewrite"
)

// concatRule is the rule of ConcatV2, whose axis is its last input.
func concatRule(v *VJP) error {
	last := len(v.Node.Inputs) - 1
	return v.cut(v.Node.Inputs[:last], v.DX[:last], v.needsGrad[:last], v.Node.Inputs[last])
}

// concatV1Rule is the rule of Concat, whose axis is its first input.
func concatV1Rule(v *VJP) error {
	return v.cut(v.Node.Inputs[1:], v.DX[1:], v.needsGrad[1:], v.Node.Inputs[0])
}

// cut splits dy where the parts were joined.
func (v *VJP) cut(parts, dx []gr.Output, needsGrad []bool, axis gr.Output) error {
	types := make([]gr.Type, len(parts))
	shapes := make([]gr.Output, len(parts))
	for i, p := range parts {
		types[i] = gr.Type{DType: gr.Int32}
		shapes[i] = v.Shape(p)
	}
	at, err := v.positiveAxis(axis, len(parts[0].Shape()))
	if err != nil {
		return err
	}
	offsets := v.Emitter.Node("ConcatOffset", "", types, gr.Attrs{"N": len(parts)}, append([]gr.Output{at}, shapes...)...)
	for i := range parts {
		if needsGrad[i] {
			dx[i] = v.Slice(v.Dy(), offsets.Out(i), shapes[i])
			dx[i].Node.Types[0].Shape = parts[i].Shape()
		}
	}
	return nil
}

// positiveAxis counts the axis from the front of a tensor of the given rank; 0 means an
// unknown rank.
func (v *VJP) positiveAxis(axis gr.Output, rank int) (gr.Output, error) {
	values, err := integers(axis)
	if err != nil || len(values) != 1 {
		return gr.Output{}, errors.New("its axis is not a constant number")
	}
	if values[0] >= 0 {
		return v.Int(int32(values[0])), nil
	}
	if rank == 0 {
		return gr.Output{}, errors.New("its axis counts from the back of a tensor of unknown rank")
	}
	return v.Int(int32(values[0]) + int32(rank)), nil
}

func packRule(v *VJP) error {
	types := make([]gr.Type, len(v.DX))
	for i := range types {
		types[i].DType = v.Dy().DType()
	}
	n := v.Emitter.Node("Unpack", "", types,
		gr.Attrs{"T": v.Dy().DType(), "num": len(v.DX), "axis": int(v.Node.Int("axis", 0))}, v.Dy())
	for i := range v.DX {
		v.DX[i] = n.Out(i)
	}
	return nil
}

// allDY returns DY, with zeros where no gradient arrived.
func (v *VJP) allDY() []gr.Output {
	all := make([]gr.Output, len(v.DY))
	for i, dy := range v.DY {
		if all[i] = dy; dy.IsZero() {
			all[i] = v.ZerosLike(v.Node.Out(i))
		}
	}
	return all
}

func unpackRule(v *VJP) error {
	all := v.allDY()
	v.DX[0] = v.Op("Pack", "", v.In(0).Type(),
		gr.Attrs{"T": all[0].DType(), "N": len(all), "axis": int(v.Node.Int("axis", 0))}, all...)
	return nil
}

// splitRule is the rule of Split, whose data is input 1 and axis input 0, and of
// SplitV, whose data is input 0 and axis input 2.
func splitRule(data, axis int) Rule {
	return func(v *VJP) error {
		v.DX[data] = v.Concat(v.In(axis), v.allDY()...)
		return nil
	}
}
