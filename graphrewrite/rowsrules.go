package graphrewrite

import "slices"

// A rowRule finds where an output of a node has the images, given where the inputs do;
// it fails where an element depends on several images, or that is not known.
type rowRule func(t *tracer, n *Node, o Output) (tracked, bool)

// broadcastRows: what depends on the images has them in one place.
func broadcastRows(t *tracer, n *Node, o Output) (tracked, bool) {
	dims := t.broadcastDims(n.Inputs)
	if dims == nil {
		return t.single(n, o)
	}
	rank := len(dims)
	var found *place
	for _, in := range n.Inputs {
		s := t.known[in]
		if s.place == nil {
			continue
		}
		p := *s.place
		p.axis += rank - len(s.dims)
		if found != nil && *found != p {
			return tracked{}, false
		}
		found = &p
	}
	for _, in := range n.Inputs {
		// An image may be repeated along other dimensions, not along its own.
		s := t.known[in]
		at := found.axis - (rank - len(s.dims))
		if s.place == nil && at >= 0 && !s.dims[at].is(1) && s.dims[at] != found.outer.times(t.batch).times(found.inner) {
			return tracked{}, false
		}
	}
	return t.at(t.dims(o, dims...), *found)
}

// single is for an op of one input whose number of dimensions is not known.
func (t *tracer) single(n *Node, o Output) (tracked, bool) {
	s, ok := t.only(n, 0)
	for _, in := range n.Inputs[1:] {
		dims := t.known[in].dims
		ok = ok && dims != nil && len(dims) == 0
	}
	if !ok {
		return tracked{}, false
	}
	return t.at(t.dims(o), *s.place)
}

// broadcastDims are the dimensions of what inputs broadcast to, nil if the number of
// one's is not known.
func (t *tracer) broadcastDims(inputs []Output) []size {
	rank := 0
	for _, in := range inputs {
		dims := t.known[in].dims
		if dims == nil {
			return nil
		}
		rank = max(rank, len(dims))
	}
	dims := make([]size, rank)
	for i := range dims {
		dims[i] = t.broadcast(inputs, rank-i)
	}
	return dims
}

// broadcast is the size of a dimension, counted from the back, 1 being the last.
func (t *tracer) broadcast(inputs []Output, fromBack int) size {
	found := sized(1)
	for _, in := range inputs {
		dims := t.known[in].dims
		if i := len(dims) - fromBack; i >= 0 && !dims[i].is(1) {
			if !found.is(1) && found != dims[i] {
				return t.unknown()
			}
			found = dims[i]
		}
	}
	return found
}

// kept is for an op whose output has the shape of an input.
func (t *tracer) kept(n *Node, o Output, data int) (tracked, bool) {
	s, ok := t.only(n, data)
	if !ok {
		return s, false
	}
	return t.at(t.dims(o, s.dims...), *s.place)
}

func biasRows(t *tracer, n *Node, o Output) (tracked, bool) { return t.kept(n, o, 0) }

// lookupRows: each key is looked up by itself.
func lookupRows(t *tracer, n *Node, o Output) (tracked, bool) { return t.kept(n, o, 1) }

// bincountRows counts in each row.
func bincountRows(t *tracer, n *Node, o Output) (tracked, bool) {
	s, ok := t.only(n, 0)
	if !ok || len(s.dims) != 2 || s.place.axis != 0 {
		return s, false
	}
	return t.at(t.dims(o, s.dims[0], t.unknown()), *s.place)
}

// bitcastRows: with elements of another size there is another number of dimensions.
func bitcastRows(t *tracer, n *Node, o Output) (tracked, bool) {
	s, ok := t.kept(n, o, 0)
	return s, ok && o.Shape() != nil && len(o.Shape()) == len(t.known[n.Inputs[0]].dims)
}

func imageRows(data int) rowRule {
	return func(t *tracer, n *Node, o Output) (tracked, bool) {
		s, ok := t.only(n, data)
		if !ok || s.place.axis != 0 {
			return s, false
		}
		return t.at(t.dims(o), *s.place)
	}
}

// batchNormRows: in training mode a channel is normalised over all images, unless
// the images are the channels, as in Keras 2's layer normalisation.
func batchNormRows(t *tracer, n *Node, o Output) (tracked, bool) {
	s, ok := t.kept(n, o, 0)
	if !ok || !n.InTraining() {
		return s, ok
	}
	channels := len(s.dims) - 1
	if n.Str("data_format", "NHWC") == "NCHW" {
		channels = 1
	}
	return s, s.place.axis == channels
}

// lastAxisRows is for what takes the last dimension together.
func lastAxisRows(t *tracer, n *Node, o Output) (tracked, bool) {
	s, ok := t.only(n, 0)
	if !ok || s.dims == nil || s.place.axis == len(s.dims)-1 {
		return s, false
	}
	return t.at(t.dims(o, s.dims...), *s.place)
}

func identityNRows(t *tracer, n *Node, o Output) (tracked, bool) {
	if o.Index >= len(n.Inputs) {
		return tracked{}, false
	}
	s := t.known[n.Inputs[o.Index]]
	return s, true
}

// selectRows: the condition of a Select may be a vector, one for each image.
func selectRows(t *tracer, n *Node, o Output) (tracked, bool) {
	if len(n.Inputs) != 3 {
		return tracked{}, false
	}
	condition, x := t.known[n.Inputs[0]], t.known[n.Inputs[1]]
	if len(condition.dims) != 1 || len(x.dims) < 2 {
		return broadcastRows(t, n, o)
	}
	for _, in := range n.Inputs {
		if p := t.known[in].place; p != nil && p.axis != 0 {
			return tracked{}, false
		}
	}
	places := []*place{condition.place, x.place, t.known[n.Inputs[2]].place}
	places = slices.DeleteFunc(places, func(p *place) bool { return p == nil })
	for _, p := range places {
		if *p != *places[0] {
			return tracked{}, false
		}
	}
	return t.at(t.dims(o, x.dims...), *places[0])
}

func reduceRows(t *tracer, n *Node, o Output) (tracked, bool) {
	s, ok := t.only(n, 0)
	if !ok || s.dims == nil || len(n.Inputs) < 2 {
		return s, false
	}
	axes, ok := t.axes(n.Inputs[1], len(s.dims))
	if !ok || slices.Contains(axes, s.place.axis) {
		return s, false
	}
	p, dims := *s.place, []size(nil)
	for i, d := range s.dims {
		switch {
		case !slices.Contains(axes, i):
			dims = append(dims, d)
		case n.Bool("keep_dims"):
			dims = append(dims, sized(1))
		case i < s.place.axis:
			p.axis--
		}
	}
	return t.at(t.dims(o, dims...), p)
}

// axes are constant axes, counted from the front.
func (t *tracer) axes(o Output, rank int) ([]int, bool) {
	ints, ok := t.integers(o)
	axes := make([]int, len(ints))
	for i, a := range ints {
		if axes[i] = int(a); a < 0 {
			axes[i] += rank
		}
		ok = ok && axes[i] >= 0 && axes[i] < rank
	}
	return axes, ok
}

// alongRows is for what moves or sums elements along the axes in the last input.
func alongRows(t *tracer, n *Node, o Output) (tracked, bool) {
	s, ok := t.kept(n, o, 0)
	if !ok || s.dims == nil {
		return s, false
	}
	axes, ok := t.axes(n.Inputs[len(n.Inputs)-1], len(s.dims))
	return s, ok && !slices.Contains(axes, s.place.axis)
}

// padRows: the images themselves are not padded with others.
func padRows(t *tracer, n *Node, o Output) (tracked, bool) {
	s, ok := t.only(n, 0)
	if !ok || len(n.Inputs) < 2 {
		return s, false
	}
	pads, ok := t.integers(n.Inputs[1])
	at := 2 * s.place.axis
	if !ok || len(pads) < at+2 || pads[at] != 0 || pads[at+1] != 0 {
		return s, false
	}
	return t.at(t.dims(o), *s.place)
}

func oneHotRows(t *tracer, n *Node, o Output) (tracked, bool) {
	s, ok := t.only(n, 0)
	if !ok || s.dims == nil {
		return s, false
	}
	p := *s.place
	if axis := int(n.Int("axis", -1)); axis >= 0 && axis <= p.axis {
		p.axis++
	}
	return t.at(t.dims(o), p)
}
