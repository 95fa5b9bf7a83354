package autodiff

import (
	"slices"

	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"

	gr "tfreeze/graphrewrite"
)

// Sources returns the tensors nearest to x, on the ways from x to y, at which a gradient
// of y can exist: x itself if y varies with it continuously, else what is first made of x
// by ops without a gradient, such as a cast of integers, a lookup in an embedding, or the
// decoding of an image. Ops without a rule are taken to pass gradients. Ways through shapes
// alone do not count. The tensors are in dependency order.
func Sources(g *gr.Graph, y, x gr.Output) ([]gr.Output, error) {
	between, err := g.Between(x, y)
	if err != nil {
		return nil, err
	}
	s := origins{below: byValue(between, x.Node), fresh: map[gr.Output]bool{}, varies: map[gr.Output]bool{}}
	if carriesGradient(x) {
		s.fresh[x], s.varies[x] = true, true
	}
	for _, n := range between {
		if n != x.Node && s.below[n] {
			s.visit(n)
		}
	}
	return nearest(between, s.behind(y)), nil
}

// origins follows x through a graph.
type origins struct {
	// below marks the nodes whose values depend on x.
	below map[*gr.Node]bool
	// varies marks the tensors that vary continuously with a tensor that is fresh: one that
	// varies with no other.
	varies, fresh map[gr.Output]bool
}

func (s origins) visit(n *gr.Node) {
	// What a loop hands on to its next step comes later in the order.
	varies := len(s.passing(n)) > 0 || slices.ContainsFunc(n.Inputs, func(in gr.Output) bool { return in.Node.EndsIteration() })
	for i := range max(1, len(n.Types)) {
		o := n.Out(i)
		switch {
		case !carriesGradient(o):
		case varies:
			s.varies[o] = true
		case o.DType() != typespb.DataType_DT_VARIANT && o.DType() != typespb.DataType_DT_RESOURCE:
			s.fresh[o], s.varies[o] = true, true
		}
	}
}

// passing lists the inputs of a node with which its outputs vary.
func (s origins) passing(n *gr.Node) []gr.Output {
	var all []gr.Output
	for i, in := range n.Inputs {
		if s.varies[in] && passes(n, i) && !Of(n.Op).flat {
			all = append(all, in)
		}
	}
	return all
}

// behind marks the fresh tensors with which y varies.
func (s origins) behind(y gr.Output) map[gr.Output]bool {
	seen, found := map[gr.Output]bool{}, map[gr.Output]bool{}
	for todo := []gr.Output{y}; len(todo) > 0; {
		o := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[o] || !s.varies[o] {
			continue
		}
		if seen[o] = true; s.fresh[o] {
			found[o] = true
			continue
		}
		todo = append(todo, s.passing(o.Node)...)
	}
	return found
}

// byValue marks the nodes whose values, and not only shapes, depend on x.
func byValue(between []*gr.Node, x *gr.Node) map[*gr.Node]bool {
	readers := map[*gr.Node][]*gr.Node{}
	for _, n := range between {
		if gr.ReadsShapeAlone(n.Op) {
			continue
		}
		for _, in := range n.Inputs {
			readers[in.Node] = append(readers[in.Node], n)
		}
	}
	return closure(x, func(n *gr.Node) []*gr.Node { return readers[n] })
}

// nearest lists those of the tensors that depend on no other, dependencies first. A
// gradient that is stopped behind one of them does not make another.
func nearest(between []*gr.Node, found map[gr.Output]bool) []gr.Output {
	var all []gr.Output
	behind := map[*gr.Node]bool{}
	for _, n := range between {
		reads := func(in gr.Output) bool { return behind[in.Node] }
		if !gr.ReadsShapeAlone(n.Op) && slices.ContainsFunc(n.Inputs, reads) {
			behind[n] = true
			continue
		}
		for i := range max(1, len(n.Types)) {
			if o := n.Out(i); found[o] {
				all, behind[n] = append(all, o), true
			}
		}
	}
	return all
}
