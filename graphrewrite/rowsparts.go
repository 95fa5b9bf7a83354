package graphrewrite

import "slices"

// common returns the place that all inputs which depend on the images have in common.
func (t *tracer) common(inputs []Output) (place, bool) {
	var found *place
	for _, in := range inputs {
		if p := t.known[in].place; p != nil {
			if found != nil && *found != *p {
				return place{}, false
			}
			found = p
		}
	}
	if found == nil {
		return place{}, false
	}
	return *found, true
}

// concatRows is for ConcatV2, and for Concat, whose axis comes first.
func concatRows(t *tracer, n *Node, o Output) (tracked, bool) {
	if len(n.Inputs) < 2 {
		return tracked{}, false
	}
	parts, axis := n.Inputs[:len(n.Inputs)-1], n.Inputs[len(n.Inputs)-1]
	if n.Op == "Concat" {
		parts, axis = n.Inputs[1:], n.Inputs[0]
	}
	rank := len(t.known[parts[0]].dims)
	axes, ok := t.axes(axis, rank)
	if !ok || len(axes) != 1 {
		return tracked{}, false
	}
	for _, in := range parts {
		p := t.known[in].place
		if p == nil && len(t.known[in].dims) != rank || p != nil && p.axis == axes[0] {
			return t.concatBatches(parts, axes[0], o)
		}
	}
	p, ok := t.common(parts)
	if !ok || p.axis == axes[0] {
		return tracked{}, false
	}
	like := slices.Clone(t.known[parts[0]].dims)
	like[axes[0]] = t.unknown()
	return t.at(t.dims(o, like...), p)
}

// concatBatches is for one batch after the other, as twin networks join them.
func (t *tracer) concatBatches(parts []Output, axis int, o Output) (tracked, bool) {
	total, inner := int64(0), size{}
	for i, in := range parts {
		p := t.known[in].place
		if p == nil || p.axis != axis || p.outer.number() == 0 || i > 0 && p.inner != inner {
			return tracked{}, false
		}
		total, inner = total+p.outer.number(), p.inner
	}
	return t.at(t.dims(o, t.known[parts[0]].dims...), place{axis, sized(total), inner})
}

func packRows(t *tracer, n *Node, o Output) (tracked, bool) {
	p, ok := t.common(n.Inputs)
	dims := t.known[n.Inputs[0]].dims
	axis := int(n.Int("axis", 0))
	if axis < 0 {
		axis += len(dims) + 1
	}
	if !ok || dims == nil || axis < 0 || axis > len(dims) {
		return tracked{}, false
	}
	if axis <= p.axis {
		p.axis++
	}
	return t.at(t.dims(o, slices.Insert(slices.Clone(dims), axis, sized(int64(len(n.Inputs))))...), p)
}

func unpackRows(t *tracer, n *Node, o Output) (tracked, bool) {
	s, ok := t.only(n, 0)
	if !ok || s.dims == nil {
		return s, false
	}
	axis := int(n.Int("axis", 0))
	if axis < 0 {
		axis += len(s.dims)
	}
	p := *s.place
	if axis < 0 || axis >= len(s.dims) || axis == p.axis {
		return s, false
	}
	if axis < p.axis {
		p.axis--
	}
	return t.at(t.dims(o, slices.Delete(slices.Clone(s.dims), axis, axis+1)...), p)
}

// splitRows is for Split and SplitV, which read the data and the axis at these inputs.
func splitRows(data, axis int) rowRule {
	return func(t *tracer, n *Node, o Output) (tracked, bool) {
		s, ok := t.only(n, data)
		if !ok || s.dims == nil || axis >= len(n.Inputs) {
			return s, false
		}
		axes, ok := t.axes(n.Inputs[axis], len(s.dims))
		if !ok || len(axes) != 1 {
			return s, false
		}
		p, like := *s.place, slices.Clone(s.dims)
		if axes[0] != p.axis {
			like[axes[0]] = t.unknown()
			return t.at(t.dims(o, like...), p)
		}
		if p.outer, ok = p.outer.over(sized(int64(len(n.Types)))); !ok || n.Op == "SplitV" {
			return s, false
		}
		return t.at(t.dims(o, like...), p)
	}
}

// gatherRows is for elements picked from each image, and for rows of a table picked by
// each image.
func gatherRows(t *tracer, n *Node, o Output) (tracked, bool) {
	if len(n.Inputs) < 2 {
		return tracked{}, false
	}
	x, indices := t.known[n.Inputs[0]], t.known[n.Inputs[1]]
	axis, batch := 0, int(n.Int("batch_dims", 0))
	if n.Op == "GatherV2" && len(n.Inputs) > 2 {
		axes, ok := t.axes(n.Inputs[2], len(x.dims))
		if !ok || len(axes) != 1 {
			return tracked{}, false
		}
		axis = axes[0]
	}
	if x.dims == nil || indices.dims == nil || batch < 0 || batch > axis || batch > len(indices.dims) {
		return tracked{}, false
	}
	var found []place
	if x.place != nil {
		p := *x.place
		if p.axis == axis {
			return tracked{}, false
		}
		if p.axis > axis {
			p.axis += len(indices.dims) - batch - 1
		}
		found = append(found, p)
	}
	if indices.place != nil {
		p := *indices.place
		if p.axis >= batch {
			p.axis += axis - batch
		}
		found = append(found, p)
	}
	if len(found) == 0 || found[0] != found[len(found)-1] {
		return tracked{}, false
	}
	return t.at(t.dims(o), found[0])
}

// sliceRows: a slice must keep all images.
func sliceRows(t *tracer, n *Node, o Output) (tracked, bool) {
	s, ok := t.only(n, 0)
	if !ok || s.dims == nil || len(n.Inputs) < 3 {
		return s, false
	}
	begin, long := t.values[n.Inputs[1]], t.values[n.Inputs[2]]
	at := s.place.axis
	if len(begin) <= at || len(long) <= at || !begin[at].is(0) || !long[at].is(-1) && long[at] != s.dims[at] {
		return s, false
	}
	return t.at(t.dims(o), *s.place)
}

// stridedSliceRows: a slice must keep all images. Each entry of begin, end and strides
// belongs to a dimension, or makes a new one; an ellipsis takes the dimensions left over.
func stridedSliceRows(t *tracer, n *Node, o Output) (tracked, bool) {
	s, ok := t.only(n, 0)
	if !ok || s.dims == nil || len(n.Inputs) < 4 {
		return s, false
	}
	shape := n.Inputs[3].Shape()
	if len(shape) != 1 || shape[0] < 0 || shape[0] > mostValues {
		return s, false
	}
	entries := int(shape[0])
	set := func(mask string, i int) bool { return n.Int(mask, 0)>>i&1 == 1 }
	news := 0
	for i := range entries {
		if set("new_axis_mask", i) {
			news++
		}
	}
	p, from, to := *s.place, 0, 0
	for i := range entries {
		switch {
		case set("ellipsis_mask", i):
			skip := len(s.dims) - (entries - news - 1)
			if p.axis >= from && p.axis < from+skip {
				p.axis = to + p.axis - from
				return t.at(t.dims(o), p)
			}
			from, to = from+skip, to+skip
		case set("new_axis_mask", i):
			to++
		case from == p.axis:
			p.axis = to
			if set("shrink_axis_mask", i) || !t.whole(n, i, s.dims[from]) {
				return s, false
			}
			return t.at(t.dims(o), p)
		default:
			from++
			if !set("shrink_axis_mask", i) {
				to++
			}
		}
	}
	p.axis = to + p.axis - from
	return t.at(t.dims(o), p)
}

// whole reports whether entry i of a StridedSlice takes all of a dimension, in order.
func (t *tracer) whole(n *Node, i int, dim size) bool {
	entry := func(input int) size {
		if v := t.values[n.Inputs[input]]; i < len(v) {
			return v[i]
		}
		return t.unknown()
	}
	first := n.Int("begin_mask", 0)>>i&1 == 1 || entry(1).is(0)
	end := entry(2)
	last := n.Int("end_mask", 0)>>i&1 == 1 || end == dim || end.symbols == "" && end.factor >= 1<<31-1
	return first && last && entry(3).is(1)
}
