package graphrewrite

import (
	"errors"
	"fmt"
)

// Rows says where a tensor holds the images of a batch of N: dimension Axis has
// Outer x N x Inner entries, and entry (o N + n) Inner + i belongs to image n.
//
//	[N,...]          Axis 0, Outer 1, Inner 1
//	[N*T,...]        Axis 0, Outer 1, Inner T   frames of videos
//	[T,N,...]        Axis 1, Outer 1, Inner 1
//	SpaceToBatchND   Axis 0, Outer B, Inner 1   B places in a block
//
// One of Outer and Inner may be 0: it is known only when the network runs.
type Rows struct {
	Axis  int   `json:"axis"`
	Outer int64 `json:"outer"`
	Inner int64 `json:"inner"`
}

// OnePerImage is the Rows of most tensors, [N,...].
var OnePerImage = Rows{Outer: 1, Inner: 1}

// A Batch knows where the tensors computed from an input hold the images of its batch.
type Batch struct{ tracer *tracer }

// TraceBatch follows the images of a batch, [N,...], from the input through the nodes
// that the roots need. The types of the tensors must be known. Another placeholder whose
// first dimension is unknown is taken to have a row for each image, too.
func TraceBatch(g *Graph, input Output, roots ...*Node) (*Batch, error) {
	nodes, err := g.sortedBack(func(n *Node) bool { return n == input.Node }, roots...)
	if err != nil {
		return nil, err
	}
	t := newTracer(input, nodes)
	for _, n := range nodes {
		t.visit(n)
	}
	return &Batch{t}, nil
}

// Rows returns where a tensor holds the images. If that is not known, or if an element of
// the tensor depends on several images, the error names the first such node on the way.
func (b *Batch) Rows(o Output) (Rows, error) {
	s, ok := b.tracer.known[o]
	switch {
	case !ok:
		return Rows{}, fmt.Errorf("%q does not depend on the input", o)
	case s.lost != nil:
		return Rows{}, &Error{Node: s.lost.Node.Name, Op: s.lost.Node.Op, Err: errors.New("it is not known to keep the inputs of a batch apart")}
	case s.place == nil:
		return Rows{}, &Error{Node: o.Node.Name, Op: o.Node.Op, Err: errors.New("it does not depend on the values of the input")}
	}
	r := Rows{Axis: s.place.axis, Outer: s.place.outer.number(), Inner: s.place.inner.number()}
	if r.Outer == 0 && r.Inner == 0 {
		return Rows{}, &Error{Node: o.Node.Name, Op: o.Node.Op, Err: errors.New("how many rows belong to one input is not known")}
	}
	return r, nil
}
