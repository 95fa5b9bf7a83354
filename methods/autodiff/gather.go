package autodiff

import (
	"errors"

	gr "tfreeze/graphrewrite"
)

func gatherRule(v *VJP) error {
	axes, err := integers(v.In(2))
	if err != nil || len(axes) != 1 {
		return errors.New("its axis is not a constant number")
	}
	axis, ok := fromFront(axes[0], v.In(0))
	batch, known := fromFront(v.Node.Int("batch_dims", 0), v.In(1))
	if !ok || !known {
		return errors.New("its axis counts from the back of a tensor of unknown rank")
	}
	if batch > axis {
		return errors.New("its axis is one of its batch dimensions")
	}
	v.DX[0] = v.scatter(v.In(1), axis, batch)
	return nil
}

// fromFront counts an axis of x from the front.
func fromFront(axis int64, x gr.Output) (int32, bool) {
	if axis < 0 {
		axis += int64(len(x.Shape()))
	}
	return int32(axis), axis >= 0
}

// gatherV1Rule is the rule of Gather, whose axis is 0.
func gatherV1Rule(v *VJP) error {
	v.DX[0] = v.scatter(v.In(1), 0, 0)
	return nil
}

func gatherNdRule(v *VJP) error {
	indices, shape := v.In(1), v.Shape(v.In(0))
	if indices.DType() == gr.Int64 {
		shape = v.cast(shape, indices)
	}
	v.DX[0] = v.Op("ScatterNd", "", v.In(0).Type(),
		gr.Attrs{"T": v.Dy().DType(), "Tindices": indices.DType()}, indices, v.Dy(), shape)
	return nil
}

// scatter sums the gradients of elements that were gathered from the same place. The
// dimensions of x are batch, outer, the axis of the given size, and inner:
//
//	dy -> [batch, outer, indices, inner] -> [batch*indices, outer, inner] ->
//	summed by index -> [batch, size, outer, inner] -> [batch, outer, size, inner] -> x
func (v *VJP) scatter(indices gr.Output, axis, batches int32) gr.Output {
	shape := v.Shape(v.In(0))
	product := func(from, number int32) gr.Output {
		return v.Reduce("Prod", v.Slice(shape, v.Ints(from), v.Ints(number)), v.Ints(0), true)
	}
	batch, outer := product(0, batches), product(batches, axis-batches)
	size, inner := product(axis, 1), product(axis+1, -1)
	join := func(sizes ...gr.Output) gr.Output { return v.Concat(v.Int(0), sizes...) }
	swap, rest := v.Ints(0, 2, 1, 3), v.Ints(-1)
	rows := v.Transpose(v.Reshape(v.Dy(), join(batch, outer, rest, inner)), swap)
	sum := v.Op("UnsortedSegmentSum", "", gr.Type{DType: v.Dy().DType()},
		gr.Attrs{"T": v.Dy().DType(), "Tindices": indices.DType(), "Tnumsegments": gr.Int32},
		v.Reshape(rows, join(rest, outer, inner)), v.segments(indices, batch, size), v.Reshape(v.Mul(batch, size), v.Ints()))
	return v.Like(v.Transpose(v.Reshape(sum, join(batch, size, outer, inner)), swap), v.In(0))
}

// segments numbers the places that were gathered from, across all batches.
func (v *VJP) segments(indices, batch, size gr.Output) gr.Output {
	scalar := v.Ints()
	first := v.Mul(v.Op("Range", "", gr.Type{DType: gr.Int32}, gr.Attrs{"Tidx": gr.Int32},
		v.Int(0), v.Reshape(batch, scalar), v.Int(1)), size)
	if indices.DType() == gr.Int64 {
		first = v.cast(first, indices)
	}
	rows := v.Reshape(indices, v.Concat(v.Int(0), batch, v.Ints(-1)))
	return v.Reshape(v.Add(rows, v.ExpandDims(first, 1)), v.Ints(-1))
}
