package graphrewrite

import (
	"errors"
	"fmt"
)

// Rows says where a tensor holds the images of a batch of N: dimension Axis has
// Outer x N x Inner entries, and entry (o N + n) Inner + i belongs to image n. So
// [N,...] has Axis 0 and one of each; frames [N*T,...] have an Inner of T, [T,N,...]
// has Axis 1, and what SpaceToBatchND makes an Outer of its block. Of Outer and
// Inner one may be 0: it shows when the network runs.
type Rows struct {
	Axis  int   `json:"axis"`
	Outer int64 `json:"outer"`
	Inner int64 `json:"inner"`
}

// OnePerImage is where most tensors have the images: [N,...].
var OnePerImage = Rows{Outer: 1, Inner: 1}

// A Batch knows how the tensors behind an input hold the images of its batch.
type Batch struct{ tracer *tracer }

// TraceBatch follows the images of a batch, [N,...], from the input to what the
// roots need. The types of the tensors must be known. Another placeholder whose first
// dimension is open is taken to have a row for each image too.
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

// Rows is where a tensor holds the images. It is an error that names the first node
// behind which that is not known, if it is not, or if one element of the tensor
// belongs to several images.
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
