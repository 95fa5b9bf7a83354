package graphrewrite

import (
	"slices"
	"strings"
)

// matMulRows is for the product x y of matrices, or of stacks of matrices.
func matMulRows(t *tracer, n *Node, o Output) (tracked, bool) {
	if len(n.Inputs) != 2 {
		return tracked{}, false
	}
	x, y := t.known[n.Inputs[0]], t.known[n.Inputs[1]]
	rx, ry := len(x.dims), len(y.dims)
	if rx < 2 || ry < 2 {
		return tracked{}, false
	}
	rank := max(rx, ry)
	row, col := rx-2, ry-1
	if n.Bool("transpose_a") || n.Bool("adj_x") {
		row = rx - 1
	}
	if n.Bool("transpose_b") || n.Bool("adj_y") {
		col = ry - 2
	}
	px, ok1 := inProduct(x, rank-rx, row, rank-2)
	py, ok2 := inProduct(y, rank-ry, col, rank-1)
	if !ok1 || !ok2 || px != nil && py != nil && *px != *py {
		return tracked{}, false
	}
	if px == nil {
		px = py
	}
	like := make([]size, rank)
	for i := range rank - 2 {
		like[i] = t.broadcast(n.Inputs[:2], rank-i)
	}
	like[rank-2], like[rank-1] = x.dims[row], y.dims[col]
	return t.at(t.dims(o, like...), *px)
}

// inProduct returns where a product has the images of a factor. The factor's dimension
// kept becomes the product's dimension to, and the other of its last two is summed over.
func inProduct(s tracked, shift, kept, to int) (*place, bool) {
	if s.place == nil {
		return nil, true
	}
	p := *s.place
	switch {
	case p.axis == kept:
		p.axis = to
	case p.axis < len(s.dims)-2:
		p.axis += shift
	default:
		return nil, false
	}
	return &p, true
}

func einsumRows(t *tracer, n *Node, o Output) (tracked, bool) {
	from, to, ok := strings.Cut(n.Str("equation", ""), "->")
	terms := strings.Split(strings.ReplaceAll(from, " ", ""), ",")
	if !ok || len(terms) != len(n.Inputs) || o.Shape() == nil {
		return tracked{}, false
	}
	result := labels(strings.ReplaceAll(to, " ", ""), len(o.Shape()))
	like := make([]size, len(result))
	for i := range like {
		like[i] = t.unknown()
	}
	var found *place
	for k, term := range terms {
		s := t.known[n.Inputs[k]]
		own := labels(term, len(s.dims))
		if s.dims == nil || len(own) != len(s.dims) || len(result) != len(o.Shape()) {
			return tracked{}, false
		}
		for i, l := range own {
			if at := slices.Index(result, l); at >= 0 && !s.dims[i].is(1) {
				like[at] = s.dims[i]
			}
		}
		if s.place == nil {
			continue
		}
		p := *s.place
		p.axis = slices.Index(result, own[s.place.axis])
		if p.axis < 0 || found != nil && *found != p {
			return tracked{}, false
		}
		found = &p
	}
	return t.at(t.dims(o, like...), *found)
}

// labels returns the labels of the dimensions of a tensor of this rank. Those of an
// ellipsis are negative, counted from the back.
func labels(term string, rank int) []int {
	before, after, dots := strings.Cut(term, "...")
	var all []int
	for _, r := range before {
		all = append(all, int(r))
	}
	if dots {
		for i := rank - len(before) - len(after); i > 0; i-- {
			all = append(all, -i)
		}
	}
	for _, r := range after {
		all = append(all, int(r))
	}
	return all
}
