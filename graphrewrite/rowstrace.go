package graphrewrite

import (
	"maps"
	"slices"
)

// A place is a Rows whose Outer and Inner are sizes.
type place struct {
	axis         int
	outer, inner size
}

// A tracked is what is known of a tensor: its dimensions, and where the images are.
type tracked struct {
	// dims is nil if the rank is not known.
	dims []size
	// place is nil if the tensor does not depend on the input's values.
	place *place
	// lost is set if it is not known where the images are: to the first tensor on the
	// way of which that is true.
	lost *Output
}

// A tracer follows the images of a batch.
type tracer struct {
	// batch is their number.
	batch size
	known map[Output]tracked
	// values holds the elements of small vectors of integers, such as shapes.
	values map[Output][]size
	// inputs lists the placeholders that have a row for each image.
	inputs []Output
	// depends marks the nodes that read one of the inputs, directly or not.
	depends map[*Node]bool
	// last is the symbol that was made last.
	last uint32
}

func newTracer(input Output, nodes []*Node) *tracer {
	t := &tracer{known: map[Output]tracked{}, values: map[Output][]size{}, inputs: []Output{input}}
	t.batch = t.unknown()
	if s := input.Shape(); len(s) > 0 && s[0] >= 0 {
		t.batch = sized(s[0])
	}
	readers := map[*Node][]*Node{}
	for _, n := range nodes {
		for _, in := range n.Inputs {
			readers[in.Node] = append(readers[in.Node], n)
		}
		if s := n.Out(0).Shape(); n.Op == "Placeholder" && n != input.Node && len(s) > 0 && s[0] < 0 {
			t.inputs = append(t.inputs, n.Out(0))
		}
	}
	t.depends = map[*Node]bool{}
	for _, o := range t.inputs {
		maps.Copy(t.depends, follow(readers, o.Node))
	}
	return t
}

// unknown returns a size that equals no other.
func (t *tracer) unknown() size {
	t.last++
	return size{1, joinSymbols([]uint32{t.last})}
}

// dims returns the dimensions of a tensor: those of its type and, where that leaves one
// open, those of like, if it has as many.
func (t *tracer) dims(o Output, like ...size) []size {
	shape := o.Shape()
	if shape == nil {
		return slices.Clone(like)
	}
	dims := make([]size, len(shape))
	for i, d := range shape {
		switch {
		case d >= 0:
			dims[i] = sized(d)
		case len(like) == len(shape):
			dims[i] = like[i]
		default:
			dims[i] = t.unknown()
		}
	}
	return dims
}

// at returns the tracked of a tensor with these dimensions that has the images at p.
func (t *tracer) at(dims []size, p place) (tracked, bool) {
	if p.axis < 0 || dims != nil && p.axis >= len(dims) {
		return tracked{}, false
	}
	if dims != nil {
		dims[p.axis] = p.outer.times(t.batch).times(p.inner)
	}
	return tracked{dims: dims, place: &p}, true
}

func (t *tracer) visit(n *Node) {
	t.values[n.Out(0)] = t.evaluate(n)
	for i := range max(1, len(n.Types)) {
		t.known[n.Out(i)] = t.track(n, i)
	}
	if n.Op == "Unpack" && len(n.Inputs) == 1 {
		for i, v := range t.values[n.Inputs[0]] {
			t.values[n.Out(i)] = []size{v}
		}
	}
}

func (t *tracer) track(n *Node, i int) tracked {
	o := n.Out(i)
	if slices.ContainsFunc(t.inputs, func(in Output) bool { return in.Node == n }) {
		s, ok := t.at(t.dims(o), place{0, sized(1), sized(1)})
		if !ok || !slices.Contains(t.inputs, o) {
			s = tracked{lost: &o}
		}
		return s
	}
	depends, valueless := false, n.is(shapeOnly)
	for _, in := range n.Inputs {
		if !t.depends[in.Node] {
			continue
		}
		s, ok := t.known[in]
		if !ok { // it comes from a later node, in a loop
			return tracked{lost: &o}
		}
		if s.lost != nil && !valueless {
			return s
		}
		depends = depends || s.place != nil
	}
	if !depends || valueless {
		return t.made(n, o)
	}
	if rule := ops[n.Op].rule(); rule != nil && (i == 0 || n.is(alike)) {
		if s, ok := rule(t, n, o); ok {
			return s
		}
	}
	return tracked{lost: &o}
}

// made returns the tracked of a tensor that does not depend on the values of the images.
// One whose shape has the number of images, such as the initial state of a recurrent
// layer, has a row for each image all the same.
func (t *tracer) made(n *Node, o Output) tracked {
	s := tracked{dims: t.dims(o, t.likeInput(n)...)}
	if i := slices.Index(s.dims, t.batch); i >= 0 && t.batch.symbols != "" {
		s.place = &place{i, sized(1), sized(1)}
	}
	return s
}

// likeInput returns the dimensions of a tensor that does not depend on the values of the
// images, if they follow from a shape among its inputs.
func (t *tracer) likeInput(n *Node) []size {
	if len(n.Inputs) == 0 {
		return nil
	}
	if n.Op == "Fill" || generators[n.Op].shaped {
		return t.values[n.Inputs[0]]
	}
	switch n.Op {
	case "OnesLike", "ZerosLike":
		return t.known[n.Inputs[0]].dims
	case "BroadcastTo", "Reshape":
		if len(n.Inputs) > 1 {
			return t.values[n.Inputs[1]]
		}
	}
	if ops[n.Op].isPointwise() {
		return t.broadcastDims(n.Inputs)
	}
	return nil
}

// only returns the tracked of a node's input data, if it alone depends on the images.
func (t *tracer) only(n *Node, data int) (tracked, bool) {
	if data >= len(n.Inputs) {
		return tracked{}, false
	}
	for i, in := range n.Inputs {
		if (i == data) != (t.known[in].place != nil) {
			return tracked{}, false
		}
	}
	return t.known[n.Inputs[data]], true
}
