package graphrewrite

import (
	"math"
	"slices"
)

// movedKnown finds out what is known of a tensor whose elements are those of others, or
// count them. It knows vectors, and what they are made of and cut into.
func movedKnown(o Output, in []known) known {
	n := o.Node
	switch n.Op {
	case "StridedSlice":
		return cutKnown(n, in)
	case "Slice":
		return sliceKnown(in)
	case "Gather", "GatherV2":
		return gatherKnown(in)
	case "Pack":
		return packKnown(in)
	case "Unpack":
		if v := in[0]; len(v.shape) == 1 && o.Index < len(v.values) {
			return scalar(v.values[o.Index])
		}
	case "ConcatV2":
		return joinKnown(in[:len(in)-1])
	case "Concat":
		return joinKnown(in[1:])
	case "Reshape":
		return reshapeKnown(in)
	case "ExpandDims":
		return expandKnown(in)
	case "Squeeze":
		if len(in[0].values) == 1 && len(in[0].shape) == 1 {
			return scalar(in[0].values[0])
		}
	case "Range":
		if !isFloating(n.DType("Tidx")) {
			return rangeKnown(in)
		}
	case "Fill":
		if dims, ok := in[0].ints(); ok && len(in) == 2 && len(in[1].values) == 1 {
			return filledKnown(dims, in[1].values[0])
		}
	}
	return known{}
}

// cutKnown takes an element of a vector, or a part of it.
func cutKnown(n *Node, in []known) known {
	if len(in) != 4 || len(in[0].shape) != 1 || n.Int("new_axis_mask", 0) != 0 || n.Int("ellipsis_mask", 0) != 0 {
		return known{}
	}
	begin, ok1 := in[1].number()
	end, ok2 := in[2].number()
	step, ok3 := in[3].number()
	size := float64(len(in[0].values))
	switch {
	case !ok1 || !ok3 || step == 0:
		return known{}
	case n.Int("shrink_axis_mask", 0) != 0:
		if begin = fromEnd(begin, size); begin < 0 || begin >= size {
			return known{}
		}
		return scalar(in[0].values[int(begin)])
	case !ok2 && n.Int("end_mask", 0) == 0:
		return known{}
	}
	first, last := 0.0, size
	if step < 0 {
		first, last = size-1, -1
	}
	if n.Int("begin_mask", 0) == 0 {
		first = min(max(fromEnd(begin, size), min(0, last)), max(size-1, last))
	}
	if n.Int("end_mask", 0) == 0 {
		last = min(max(fromEnd(end, size), min(0, last)), max(size-1, last))
	}
	values := []float64{}
	for i := first; step > 0 && i < last || step < 0 && i > last; i += step {
		if i < 0 || i >= size {
			return known{}
		}
		values = append(values, in[0].values[int(i)])
	}
	return vector(values...)
}

// fromEnd counts a negative index from the end.
func fromEnd(i, size float64) float64 {
	if i < 0 {
		return i + size
	}
	return i
}

func sliceKnown(in []known) known {
	if len(in) != 3 || len(in[0].shape) != 1 {
		return known{}
	}
	begin, ok1 := in[1].number()
	size, ok2 := in[2].number()
	all := float64(len(in[0].values))
	if size == -1 {
		size = all - begin
	}
	if !ok1 || !ok2 || begin < 0 || size < 0 || begin+size > all {
		return known{}
	}
	return vector(in[0].values[int(begin):int(begin+size)]...)
}

func gatherKnown(in []known) known {
	if len(in) < 2 || len(in[0].shape) != 1 {
		return known{}
	}
	out := known{in[1].shape, make([]float64, len(in[1].values))}
	for i, at := range in[1].values {
		switch {
		case math.IsNaN(at):
			out.values[i] = at
		case at < 0 || at >= float64(len(in[0].values)):
			return known{}
		default:
			out.values[i] = in[0].values[int(at)]
		}
	}
	return out
}

func packKnown(in []known) known {
	values := make([]float64, len(in))
	for i, v := range in {
		if len(v.shape) != 0 {
			return known{}
		}
		values[i] = v.values[0]
	}
	return vector(values...)
}

func joinKnown(in []known) known {
	values := []float64{}
	for _, v := range in {
		if len(v.shape) != 1 {
			return known{}
		}
		values = append(values, v.values...)
	}
	return vector(values...)
}

func reshapeKnown(in []known) known {
	if len(in) != 2 {
		return known{}
	}
	dims, ok := in[1].ints()
	if !ok {
		return known{}
	}
	rest, open := int64(1), -1
	for i, d := range dims {
		if d == -1 {
			open = i
		} else if rest *= d; d < 0 || rest > maxKnown {
			return known{}
		}
	}
	if open >= 0 {
		if rest == 0 {
			return known{}
		}
		dims = slices.Clone(dims)
		dims[open] = int64(len(in[0].values)) / rest
	}
	return known{dims, in[0].values}
}

func expandKnown(in []known) known {
	axis, ok := in[len(in)-1].number()
	rank := float64(len(in[0].shape))
	if len(in) != 2 || !ok {
		return known{}
	}
	if axis < 0 {
		axis += rank + 1
	}
	if axis < 0 || axis > rank {
		return known{}
	}
	return known{slices.Insert(slices.Clone(in[0].shape), int(axis), 1), in[0].values}
}

func rangeKnown(in []known) known {
	if len(in) != 3 {
		return known{}
	}
	start, ok1 := in[0].number()
	limit, ok2 := in[1].number()
	delta, ok3 := in[2].number()
	count := math.Ceil((limit - start) / delta)
	if !ok1 || !ok2 || !ok3 || delta == 0 || count > maxKnown {
		return known{}
	}
	values := []float64{}
	for i := 0.0; i < count; i++ {
		values = append(values, start+i*delta)
	}
	return vector(values...)
}
