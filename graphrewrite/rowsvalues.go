package graphrewrite

import "slices"

// mostValues bounds the vectors whose elements are followed: shapes are no longer.
const mostValues = 64

// evaluate returns the elements of a vector of integers, such as a shape that the graph
// computes; nil if they are not known.
func (t *tracer) evaluate(n *Node) []size {
	if d := n.Out(0).DType(); d != Int32 && d != Int64 {
		return nil
	}
	if n.Op == "Const" {
		return constSizes(n)
	}
	if len(n.Inputs) == 0 {
		return nil
	}
	if n.Op == "Shape" {
		return t.known[n.Inputs[0]].dims
	}
	var parts [][]size
	for _, in := range n.Inputs {
		parts = append(parts, t.values[in])
	}
	if len(parts) == 0 || parts[0] == nil {
		return nil
	}
	if n.is(keepsVector) {
		return parts[0]
	}
	switch n.Op {
	case "Pack":
		return joined(parts, 1)
	case "ConcatV2":
		return joined(parts[:len(parts)-1], mostValues)
	case "Mul":
		return pairwise(parts, func(a, b size) (size, bool) { return a.times(b), true })
	case "FloorDiv":
		return pairwise(parts, size.over)
	}
	if len(n.Inputs[0].Shape()) != 1 {
		return nil
	}
	switch n.Op {
	case "Prod":
		return []size{product(parts[0])}
	case "StridedSlice":
		return t.sliced(n, parts[0])
	case "GatherV2":
		return picked(parts)
	}
	return nil
}

func constSizes(n *Node) []size {
	shape := ShapeOf(n.Attr["value"].GetTensor().GetTensorShape())
	if !shape.Static() || shape.Elements() > mostValues {
		return nil
	}
	ints, err := n.ConstInts()
	if err != nil {
		return nil
	}
	sizes := make([]size, len(ints))
	for i, v := range ints {
		sizes[i] = sized(v)
	}
	return sizes
}

// joined concatenates parts. It returns nil if one is not known, or has more than most
// elements.
func joined(parts [][]size, most int) []size {
	var all []size
	for _, p := range parts {
		if p == nil || len(p) > most || len(all) > mostValues {
			return nil
		}
		all = append(all, p...)
	}
	return all
}

func pairwise(parts [][]size, f func(a, b size) (size, bool)) []size {
	if len(parts) != 2 {
		return nil
	}
	a, b := parts[0], parts[1]
	all := make([]size, max(len(a), len(b)))
	for i := range all {
		if len(a) == 0 || len(b) == 0 || len(a) != len(b) && min(len(a), len(b)) != 1 {
			return nil
		}
		v, ok := f(a[min(i, len(a)-1)], b[min(i, len(b)-1)])
		if !ok {
			return nil
		}
		all[i] = v
	}
	return all
}

// sliced returns a StridedSlice of a vector.
func (t *tracer) sliced(n *Node, v []size) []size {
	if n.Int("ellipsis_mask", 0)|n.Int("new_axis_mask", 0) != 0 || len(n.Inputs) != 4 {
		return nil
	}
	begin, ok1 := t.integer(n.Inputs[1])
	end, ok2 := t.integer(n.Inputs[2])
	stride, ok3 := t.integer(n.Inputs[3])
	if !ok1 || !ok2 || !ok3 || stride != 1 {
		return nil
	}
	long := int64(len(v))
	if begin < 0 {
		begin += long
	}
	if n.Int("begin_mask", 0) != 0 {
		begin = 0
	}
	if end < 0 {
		end += long
	}
	if n.Int("end_mask", 0) != 0 {
		end = long
	}
	if n.Int("shrink_axis_mask", 0) != 0 {
		end = begin + 1
	}
	if end = min(end, long); begin < 0 || begin > end {
		return nil
	}
	return slices.Clone(v[begin:end])
}

// integer returns the value of a constant of one element.
func (t *tracer) integer(o Output) (int64, bool) {
	v := t.values[o]
	if len(v) != 1 || v[0].symbols != "" {
		return 0, false
	}
	return v[0].factor, true
}

// integers returns the elements of a constant vector.
func (t *tracer) integers(o Output) ([]int64, bool) {
	v := t.values[o]
	all := make([]int64, len(v))
	for i, s := range v {
		if s.symbols != "" {
			return nil, false
		}
		all[i] = s.factor
	}
	return all, v != nil
}

// picked returns elements of the vector parts[0], at the indices parts[1].
func picked(parts [][]size) []size {
	if len(parts) < 2 || parts[1] == nil {
		return nil
	}
	all := make([]size, len(parts[1]))
	for i, at := range parts[1] {
		if at.symbols != "" || at.factor < 0 || at.factor >= int64(len(parts[0])) {
			return nil
		}
		all[i] = parts[0][at.factor]
	}
	return all
}
