package autodiff

import (
	"slices"

	gr "tfreeze/graphrewrite"
)

const (
	// mostIntegers bounds the vectors of integers that are followed: axes and shapes are
	// no longer.
	mostIntegers = 64
	// mostSteps bounds the nodes that are followed for one value.
	mostSteps = 256
)

// integers returns the elements of a vector of integers, or of a number, such as the axis
// of a reduction. Models often compute an axis from the rank of a tensor, or by a Range;
// tf.vectorized_map moves one by axis + Cast(axis >= 0). A truth counts as 0 or 1.
// The error says that a constant is needed.
func integers(o gr.Output) ([]int64, error) {
	if o.Node.Op == "Const" {
		return o.Node.ConstInts()
	}
	steps := mostSteps
	if v, ok := followed(o, &steps); ok {
		return v, nil
	}
	return o.Node.ConstInts()
}

// followed returns the integers that follow from constants and from known shapes, if it
// takes no more steps than are left.
func followed(o gr.Output, left *int) ([]int64, bool) {
	n := o.Node
	*left--
	if d := o.DType(); *left < 0 || o.Index > 0 || d != gr.Int32 && d != gr.Int64 && n.Op != "GreaterEqual" {
		return nil, false
	}
	switch n.Op {
	case "Const":
		v, err := n.ConstInts()
		return v, err == nil && len(v) <= mostIntegers
	case "Rank", "Shape", "Size":
		return ofShape(n)
	}
	parts := make([][]int64, len(n.Inputs))
	for i, in := range n.Inputs {
		v, ok := followed(in, left)
		if !ok {
			return nil, false
		}
		parts[i] = v
	}
	return combined(n, parts)
}

func ofShape(n *gr.Node) ([]int64, bool) {
	if len(n.Inputs) != 1 || n.Inputs[0].Shape() == nil {
		return nil, false
	}
	shape := n.Inputs[0].Shape()
	switch {
	case n.Op == "Rank":
		return []int64{int64(len(shape))}, true
	case !shape.Static():
		return nil, false
	case n.Op == "Size":
		return []int64{shape.Elements()}, true
	}
	return slices.Clone(shape), len(shape) <= mostIntegers
}

// combined computes a node of known inputs.
func combined(n *gr.Node, parts [][]int64) ([]int64, bool) {
	if len(parts) == 0 {
		return nil, false
	}
	switch n.Op {
	case "Cast", "Identity", "StopGradient", "Reshape", "Squeeze", "ExpandDims":
		return parts[0], true
	case "Pack":
		joined := slices.Concat(parts...)
		return joined, len(joined) == len(parts)
	case "ConcatV2":
		joined := slices.Concat(parts[:len(parts)-1]...)
		return joined, len(joined) <= mostIntegers
	case "Range":
		return counted(parts)
	case "StridedSlice":
		return sliced(n, parts)
	}
	if op := arithmetic[n.Op]; op != nil && len(parts) == 2 {
		return pairwise(parts[0], parts[1], op)
	}
	return nil, false
}

var arithmetic = map[string]func(a, b int64) int64{
	"Add": func(a, b int64) int64 { return a + b }, "AddV2": func(a, b int64) int64 { return a + b },
	"Maximum": func(a, b int64) int64 { return max(a, b) }, "Minimum": func(a, b int64) int64 { return min(a, b) },
	"Mul": func(a, b int64) int64 { return a * b }, "Sub": func(a, b int64) int64 { return a - b },
	"GreaterEqual": func(a, b int64) int64 {
		if a >= b {
			return 1
		}
		return 0
	},
}

func pairwise(a, b []int64, op func(a, b int64) int64) ([]int64, bool) {
	if len(a) == 0 || len(b) == 0 || len(a) != len(b) && len(a) != 1 && len(b) != 1 {
		return nil, false
	}
	all := make([]int64, max(len(a), len(b)))
	for i := range all {
		all[i] = op(a[min(i, len(a)-1)], b[min(i, len(b)-1)])
	}
	return all, true
}

// counted is Range: from a begin up to an end, by a step.
func counted(parts [][]int64) ([]int64, bool) {
	for _, p := range parts {
		if len(p) != 1 {
			return nil, false
		}
	}
	if len(parts) != 3 || parts[2][0] == 0 {
		return nil, false
	}
	all, step := []int64{}, parts[2][0]
	for v := parts[0][0]; step > 0 && v < parts[1][0] || step < 0 && v > parts[1][0]; v += step {
		if all = append(all, v); len(all) > mostIntegers {
			return nil, false
		}
	}
	return all, true
}

// sliced is a StridedSlice of a vector by a step of 1.
func sliced(n *gr.Node, parts [][]int64) ([]int64, bool) {
	if len(parts) != 4 || len(parts[1]) != 1 || len(parts[2]) != 1 || len(parts[3]) != 1 || parts[3][0] != 1 ||
		n.Int("ellipsis_mask", 0)|n.Int("new_axis_mask", 0) != 0 {
		return nil, false
	}
	size := int64(len(parts[0]))
	bound := func(v int64, mask string, open int64) int64 {
		switch {
		case n.Int(mask, 0) != 0:
			return open
		case v < 0:
			return v + size
		}
		return v
	}
	begin, end := bound(parts[1][0], "begin_mask", 0), bound(parts[2][0], "end_mask", size)
	if n.Int("shrink_axis_mask", 0) != 0 {
		end = begin + 1
	}
	if end = min(end, size); begin < 0 || begin > end {
		return nil, false
	}
	return parts[0][begin:end], true
}
