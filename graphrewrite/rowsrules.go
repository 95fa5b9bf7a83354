package graphrewrite

import "slices"

// A rowRule returns where an output of a node has the images, given where its inputs do.
// It returns false if an element depends on several images, or if that is not known.
type rowRule func(t *tracer, n *Node, o Output) (tracked, bool)

// broadcastRows: all inputs that depend on the images must have them in one place.
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

// single is for an op with one tensor, whose rank is not known, and perhaps scalars.
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

// broadcastDims returns the dimensions that inputs broadcast to; nil if the rank of one
// is not known.
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

// broadcast returns the size of one such dimension, counted from the back: 1 is the last.
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

// kept is for an op whose output has the shape of its input data.
func (t *tracer) kept(n *Node, o Output, data int) (tracked, bool) {
	s, ok := t.only(n, data)
	if !ok {
		return s, false
	}
	return t.at(t.dims(o, s.dims...), *s.place)
}

func biasRows(t *tracer, n *Node, o Output) (tracked, bool) { return t.kept(n, o, 0) }

// lookupRows: the second input holds keys, and each is looked up by itself.
func lookupRows(t *tracer, n *Node, o Output) (tracked, bool) { return t.kept(n, o, 1) }

// bincountRows: the numbers in each row of a matrix are counted.
func bincountRows(t *tracer, n *Node, o Output) (tracked, bool) {
	s, ok := t.only(n, 0)
	if !ok || len(s.dims) != 2 || s.place.axis != 0 {
		return s, false
	}
	return t.at(t.dims(o, s.dims[0], t.unknown()), *s.place)
}

// bitcastRows: the rank changes if the size of an element does.
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

// batchNormRows: in training mode a channel is normalised over all images, unless the
// images are the channels, as in the layer normalisation of Keras 2.
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

// lastAxisRows is for ops that combine elements along the last dimension.
func lastAxisRows(t *tracer, n *Node, o Output) (tracked, bool) {
	s, ok := t.only(n, 0)
	if !ok || s.dims == nil || s.place.axis == len(s.dims)-1 {
		return s, false
	}
	return t.at(t.dims(o, s.dims...), *s.place)
}

// innerRows is for ops that combine elements along the last k dimensions of their first
// input, whose sizes they may alter.
func innerRows(k int) rowRule {
	return func(t *tracer, n *Node, o Output) (tracked, bool) {
		s, ok := t.only(n, 0)
		if !ok || s.dims == nil || s.place.axis >= len(s.dims)-k {
			return s, false
		}
		return t.at(t.dims(o), *s.place)
	}
}

// firstOutputRows is for ops whose other outputs may mix the images: the places of a pool
// may count those of earlier images.
func firstOutputRows(rule rowRule) rowRule {
	return func(t *tracer, n *Node, o Output) (tracked, bool) {
		s, ok := rule(t, n, o)
		return s, ok && o.Index == 0
	}
}

func identityNRows(t *tracer, n *Node, o Output) (tracked, bool) {
	if o.Index >= len(n.Inputs) {
		return tracked{}, false
	}
	s := t.known[n.Inputs[o.Index]]
	return s, true
}

// selectRows: the condition of a Select may be a vector with one element for each image.
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

// axes returns constant axes, counted from the front.
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

// alongRows is for ops that move or sum elements along the axes in their last input.
func alongRows(t *tracer, n *Node, o Output) (tracked, bool) {
	s, ok := t.kept(n, o, 0)
	if !ok || s.dims == nil {
		return s, false
	}
	axes, ok := t.axes(n.Inputs[len(n.Inputs)-1], len(s.dims))
	return s, ok && !slices.Contains(axes, s.place.axis)
}

// padRows: the dimension of the images must not be padded.
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
