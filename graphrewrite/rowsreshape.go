package graphrewrite

import "slices"

func reshapeRows(t *tracer, n *Node, o Output) (tracked, bool) {
	s, ok := t.only(n, 0)
	if !ok || s.dims == nil || len(n.Inputs) < 2 {
		return s, false
	}
	return t.reshaped(s, t.target(o, t.values[n.Inputs[1]], product(s.dims)))
}

// target returns the dimensions that a Reshape gives to a number of elements; nil if
// their number is not known.
func (t *tracer) target(o Output, asked []size, elements size) []size {
	shape := o.Shape()
	if asked == nil && shape == nil {
		return nil
	}
	dims := make([]size, max(len(asked), len(shape)))
	open, others := []int(nil), sized(1)
	for i := range dims {
		switch {
		case i < len(asked) && !asked[i].is(-1):
			dims[i] = asked[i]
		case i < len(shape) && shape[i] >= 0:
			dims[i] = sized(shape[i])
		default:
			open = append(open, i)
			continue
		}
		others = others.times(dims[i])
	}
	for _, i := range open {
		dims[i] = t.unknown()
		if left, ok := elements.over(others); ok && len(open) == 1 {
			dims[i] = left
		}
	}
	return dims
}

// reshaped finds the images in the new dimensions. The elements keep their order: the
// same number comes before those of an image, and the same number after.
func (t *tracer) reshaped(s tracked, dims []size) (tracked, bool) {
	before := product(s.dims[:s.place.axis]).times(s.place.outer)
	behind := s.place.inner.times(product(s.dims[s.place.axis+1:]))
	for i, d := range dims {
		outer, ok1 := before.over(product(dims[:i]))
		inner, ok2 := behind.over(product(dims[i+1:]))
		if ok1 && ok2 && d == outer.times(t.batch).times(inner) {
			return t.at(slices.Clone(dims), place{i, outer, inner})
		}
	}
	return tracked{}, false
}

func squeezeRows(t *tracer, n *Node, o Output) (tracked, bool) {
	s, ok := t.only(n, 0)
	if !ok || s.dims == nil {
		return s, false
	}
	axes := n.Ints("squeeze_dims")
	p, dims := *s.place, []size{}
	for i, d := range s.dims {
		squeezed := slices.Contains(axes, int64(i)) || slices.Contains(axes, int64(i-len(s.dims)))
		if len(axes) == 0 {
			squeezed = d.is(1)
		}
		switch {
		case !squeezed:
			dims = append(dims, d)
		case i == s.place.axis:
			return s, false
		case i < s.place.axis:
			p.axis--
		}
	}
	return t.at(t.dims(o, dims...), p)
}

func expandDimsRows(t *tracer, n *Node, o Output) (tracked, bool) {
	s, ok := t.only(n, 0)
	if !ok || s.dims == nil || len(n.Inputs) < 2 {
		return s, false
	}
	axes, ok := t.axes(n.Inputs[1], len(s.dims)+1)
	if !ok || len(axes) != 1 {
		return s, false
	}
	p := *s.place
	if axes[0] <= p.axis {
		p.axis++
	}
	return t.at(t.dims(o, slices.Insert(slices.Clone(s.dims), axes[0], sized(1))...), p)
}

func transposeRows(t *tracer, n *Node, o Output) (tracked, bool) {
	s, ok := t.only(n, 0)
	if !ok || s.dims == nil || len(n.Inputs) < 2 {
		return s, false
	}
	perm, ok := t.axes(n.Inputs[1], len(s.dims))
	if !ok || len(perm) != len(s.dims) {
		return s, false
	}
	p := *s.place
	p.axis = slices.Index(perm, s.place.axis)
	dims := make([]size, len(perm))
	for i, from := range perm {
		dims[i] = s.dims[from]
	}
	return t.at(t.dims(o, dims...), p)
}

// broadcastToRows: elements may be repeated along all dimensions but the images'.
func broadcastToRows(t *tracer, n *Node, o Output) (tracked, bool) {
	s, ok := t.only(n, 0)
	if !ok || len(n.Inputs) < 2 {
		return s, false
	}
	asked := t.values[n.Inputs[1]]
	to := t.dims(o, asked...)
	if s.dims == nil || len(to) < len(s.dims) {
		return s, false
	}
	p := *s.place
	p.axis += len(to) - len(s.dims)
	same := p.axis < len(asked) && asked[p.axis] == s.dims[s.place.axis]
	if !same {
		return s, false
	}
	return t.at(to, p)
}

// tileRows: along the dimension of the images, whole batches are repeated.
func tileRows(t *tracer, n *Node, o Output) (tracked, bool) {
	s, ok := t.only(n, 0)
	if !ok || len(n.Inputs) < 2 {
		return s, false
	}
	times := t.values[n.Inputs[1]]
	if len(times) != len(s.dims) || len(times) == 0 {
		return s, false
	}
	p := *s.place
	p.outer = times[p.axis].times(p.outer)
	dims := make([]size, len(times))
	for i := range dims {
		dims[i] = times[i].times(s.dims[i])
	}
	return t.at(t.dims(o, dims...), p)
}

// spaceToBatchRows: there is a batch for each place in a block.
func spaceToBatchRows(t *tracer, n *Node, o Output) (tracked, bool) {
	s, block, ok := t.block(n)
	if !ok {
		return s, false
	}
	p := *s.place
	p.outer = p.outer.times(block)
	return t.at(t.dims(o), p)
}

func batchToSpaceRows(t *tracer, n *Node, o Output) (tracked, bool) {
	s, block, ok := t.block(n)
	if !ok {
		return s, false
	}
	p := *s.place
	p.outer, ok = p.outer.over(block)
	if !ok {
		return s, false
	}
	return t.at(t.dims(o), p)
}

// block returns the number of places in a block.
func (t *tracer) block(n *Node) (tracked, size, bool) {
	s, ok := t.only(n, 0)
	if !ok || len(n.Inputs) < 2 || s.place.axis != 0 {
		return s, size{}, false
	}
	block, ok := t.integers(n.Inputs[1])
	b := sized(1)
	for _, d := range block {
		b = b.times(sized(d))
	}
	return s, b, ok
}
