package methods

import (
	"errors"

	gr "tfreeze/graphrewrite"
)

// reshapeRule is for Reshape, Squeeze and ExpandDims.
func reshapeRule(v *VJP) error {
	v.DX[0] = v.like(v.Dy(), v.In(0))
	return nil
}

func transposeRule(v *VJP) error {
	perm := v.In(1)
	inverse := v.Op("InvertPermutation", "", perm.Type(), gr.Attrs{"T": perm.DType()}, perm)
	v.DX[0] = v.transpose(v.Dy(), inverse)
	v.DX[0].Node.Types[0].Shape = v.In(0).Shape()
	return nil
}

// concatRule is for ConcatV2, whose axis is its last input.
func concatRule(v *VJP) error {
	last := len(v.Node.Inputs) - 1
	return v.cut(v.Node.Inputs[:last], v.DX[:last], v.wanted[:last], v.Node.Inputs[last])
}

// concatV1Rule is for Concat, whose axis is its first input.
func concatV1Rule(v *VJP) error {
	return v.cut(v.Node.Inputs[1:], v.DX[1:], v.wanted[1:], v.Node.Inputs[0])
}

// cut divides dy where the parts were joined.
func (v *VJP) cut(parts, dx []gr.Output, wanted []bool, axis gr.Output) error {
	types := make([]gr.Type, len(parts))
	shapes := make([]gr.Output, len(parts))
	for i, p := range parts {
		types[i] = gr.Type{DType: gr.Int32}
		shapes[i] = v.shape(p)
	}
	at, err := v.positiveAxis(axis, len(parts[0].Shape()))
	if err != nil {
		return err
	}
	offsets := v.emit.Node("ConcatOffset", "", types, gr.Attrs{"N": len(parts)}, append([]gr.Output{at}, shapes...)...)
	for i := range parts {
		if wanted[i] {
			dx[i] = v.slice(v.Dy(), offsets.Out(i), shapes[i])
			dx[i].Node.Types[0].Shape = parts[i].Shape()
		}
	}
	return nil
}

// positiveAxis counts the axis from the front of a tensor of that rank, 0 being
// an unknown one.
func (v *VJP) positiveAxis(axis gr.Output, rank int) (gr.Output, error) {
	values, err := axis.Node.ConstInts()
	if err != nil || len(values) != 1 {
		return gr.Output{}, errors.New("its axis is not a constant number")
	}
	if values[0] >= 0 {
		return v.int(int32(values[0])), nil
	}
	if rank == 0 {
		return gr.Output{}, errors.New("its axis counts from the back of a tensor of unknown rank")
	}
	return v.int(int32(values[0]) + int32(rank)), nil
}

func packRule(v *VJP) error {
	types := make([]gr.Type, len(v.DX))
	for i := range types {
		types[i].DType = v.Dy().DType()
	}
	n := v.emit.Node("Unpack", "", types,
		gr.Attrs{"T": v.Dy().DType(), "num": len(v.DX), "axis": int(v.Node.Int("axis", 0))}, v.Dy())
	for i := range v.DX {
		v.DX[i] = n.Out(i)
	}
	return nil
}

// allDY is DY with zeros where no gradient arrived.
func (v *VJP) allDY() []gr.Output {
	all := make([]gr.Output, len(v.DY))
	for i, dy := range v.DY {
		if all[i] = dy; dy.IsZero() {
			all[i] = v.zerosLike(v.Node.Out(i))
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

// splitRule is for Split, whose data is input 1 and axis input 0, and SplitV,
// whose data is input 0 and axis input 2.
func splitRule(data, axis int) Rule {
	return func(v *VJP) error {
		v.DX[data] = v.concat(v.In(axis), v.allDY()...)
		return nil
	}
}

// sliceRule pads dy with zeros to the shape of x.
func sliceRule(v *VJP) error {
	x, begin := v.In(0), v.castInt(v.In(1))
	after := v.sub(v.sub(v.shape(x), begin), v.shape(v.Out()))
	pads := v.Op("Pack", "", gr.Type{DType: gr.Int32}, gr.Attrs{"T": gr.Int32, "N": 2, "axis": 1}, begin, after)
	v.DX[0] = v.Op("Pad", "", x.Type(), gr.Attrs{"T": v.Dy().DType(), "Tpaddings": gr.Int32}, v.Dy(), pads)
	return nil
}

func (v *VJP) castInt(x gr.Output) gr.Output {
	if x.DType() == gr.Int32 {
		return x
	}
	return v.Op("Cast", "", gr.Type{DType: gr.Int32, Shape: x.Shape()},
		gr.Attrs{"SrcT": x.DType(), "DstT": gr.Int32, "Truncate": false}, x)
}

func stridedSliceRule(v *VJP) error {
	attrs := gr.Attrs{"T": v.Dy().DType(), "Index": v.In(1).DType()}
	for _, mask := range []string{"begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask"} {
		attrs[mask] = int(v.Node.Int(mask, 0))
	}
	shape := v.shape(v.In(0))
	if v.In(1).DType() != gr.Int32 {
		shape = v.cast(shape, v.In(1))
	}
	v.DX[0] = v.Op("StridedSliceGrad", "", v.In(0).Type(), attrs, shape, v.In(1), v.In(2), v.In(3), v.Dy())
	return nil
}

// padRule is for Pad and PadV2: dx is the middle of dy.
func padRule(v *VJP) error {
	pads := v.castInt(v.In(1))
	before := v.reshape(v.slice(pads, v.ints(0, 0), v.ints(-1, 1)), v.ints(-1))
	v.DX[0] = v.slice(v.Dy(), before, v.shape(v.In(0)))
	v.DX[0].Node.Types[0].Shape = v.In(0).Shape()
	return nil
}

func mirrorPadRule(v *VJP) error {
	v.DX[0] = v.gradOp("MirrorPadGrad", []string{"Tpaddings", "mode"}, v.Dy(), v.In(1))
	return nil
}

// tileRule splits every dimension in (repeats, size) and sums the repeats.
func tileRule(v *VJP) error {
	x := v.In(0)
	rank := len(x.Shape())
	if x.Shape() == nil {
		return errors.New("a tile of a tensor of unknown rank has no gradient rule")
	}
	pairs := v.Op("Pack", "", gr.Type{DType: gr.Int32}, gr.Attrs{"T": gr.Int32, "N": 2, "axis": 1}, v.castInt(v.In(1)), v.shape(x))
	repeats := make([]int32, rank)
	for i := range repeats {
		repeats[i] = int32(2 * i)
	}
	split := v.reshape(v.Dy(), v.reshape(pairs, v.ints(-1)))
	v.DX[0] = v.reduce("Sum", split, v.ints(repeats...), false)
	return nil
}

func broadcastToRule(v *VJP) error {
	v.DX[0] = v.unbroadcast(v.Dy(), v.In(0), v.Out())
	return nil
}

func reverseRule(v *VJP) error {
	v.DX[0] = v.Op("ReverseV2", "", v.Dy().Type(), gr.Attrs{"T": v.Dy().DType(), "Tidx": v.In(1).DType()}, v.Dy(), v.In(1))
	return nil
}

// gatherRule adds up what was gathered from one place several times. With the
// sizes outer and inner of what lies before and behind the axis:
//
//	dy -> [outer, indices, inner] -> [indices, outer, inner] -> summed by index -> [size, outer, inner] -> x
func gatherRule(v *VJP) error {
	x := v.In(0)
	axes, err := v.In(2).Node.ConstInts()
	if err != nil || len(axes) != 1 || v.Node.Int("batch_dims", 0) != 0 {
		return errors.New("no gradient rule for a gather with batch dimensions or an axis that is not constant")
	}
	axis := int32(axes[0])
	if axis < 0 {
		if axis += int32(len(x.Shape())); axis < 0 {
			return errors.New("its axis counts from the back of a tensor of unknown rank")
		}
	}
	product := func(part gr.Output) gr.Output {
		return v.reshape(v.reduce("Prod", part, v.ints(0), false), v.ints(1))
	}
	shape := v.shape(x)
	outer := product(v.slice(shape, v.ints(0), v.ints(axis)))
	size := v.slice(shape, v.ints(axis), v.ints(1))
	inner := product(v.slice(shape, v.ints(axis+1), v.ints(-1)))
	swap := v.ints(1, 0, 2)
	rows := v.transpose(v.reshape(v.Dy(), v.concat(v.int(0), outer, v.ints(-1), inner)), swap)
	sum := v.Op("UnsortedSegmentSum", "", gr.Type{DType: v.Dy().DType()},
		gr.Attrs{"T": v.Dy().DType(), "Tindices": v.In(1).DType(), "Tnumsegments": gr.Int32},
		rows, v.reshape(v.In(1), v.ints(-1)), v.reshape(size, v.ints()))
	v.DX[0] = v.like(v.transpose(sum, swap), x)
	return nil
}
