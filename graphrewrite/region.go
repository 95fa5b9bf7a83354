package graphrewrite

import "slices"

const (
	// maxRegion bounds the ops of one function; GELU in its Tanh form has ten, and some
	// casts.
	maxRegion = 24
	// maxOpen bounds the tensors that wait to be expanded: two for each op. An IdentityN
	// may read a million.
	maxOpen = 2 * maxRegion
)

// A finder finds activations between an input and a score.
type finder struct {
	input *Node
	// nodes lists the nodes between the two, dependencies first.
	nodes []*Node
	uses  map[*Node][]Use
	// order holds the index of each node in nodes.
	order map[*Node]int
	// varies marks the nodes whose values depend on the values of the input.
	varies map[*Node]bool
	// composites holds the results of find.
	composites map[*Node]*composite
}

func (g *Graph) finder(input, score Output) (*finder, error) {
	nodes, err := g.Between(input, score)
	if err != nil {
		return nil, err
	}
	f := &finder{input: input.Node, nodes: nodes, uses: g.Uses(), order: map[*Node]int{}, varies: map[*Node]bool{input.Node: true}, composites: map[*Node]*composite{}}
	for i, n := range nodes {
		f.order[n] = i
		if !n.is(shapeOnly) && slices.ContainsFunc(n.Inputs, func(in Output) bool { return f.varies[in.Node] }) {
			f.varies[n] = true
		}
	}
	return f, nil
}

// reads lists the varying tensors from which the node of o computes it. It stops when
// there are more than maxOpen.
func (f *finder) reads(o Output) []Output {
	n := o.Node
	if n == f.input {
		return nil
	}
	if n.Op == "IdentityN" {
		if o.Index < len(n.Inputs) && f.varies[n.Inputs[o.Index].Node] {
			return n.Inputs[o.Index : o.Index+1]
		}
		return nil
	}
	var read []Output
	for _, in := range n.Inputs {
		if f.varies[in.Node] && !slices.Contains(read, in) {
			read = append(read, in)
		}
		if len(read) > maxOpen {
			break
		}
	}
	return read
}

// readers lists the uses of a tensor by nodes that vary.
func (f *finder) readers(o Output) []Use {
	var readers []Use
	for _, u := range f.uses[o.Node] {
		if f.varies[u.Node] && u.Node.Inputs[u.Input] == o {
			readers = append(readers, u)
		}
	}
	return readers
}

// A region is a part of a network that computes z from one tensor u, by elementwise ops
// alone.
type region struct {
	u, z Output
	// inner lists its nodes, z's first.
	inner []*Node
}

// regions visits the regions that end in z, the smallest first, until visit
// returns false:
//
//	s = Sigmoid(u)
//	m = Mul(u, s)
//	z = Mul(m, c)    of m, and of u
//
// It walks back from z. It always expands the open tensor whose node is last in order,
// replacing it by what the node reads, and visits the region whenever one tensor is open.
func (f *finder) regions(z *Node, visit func(region) bool) {
	r := region{z: z.Out(0)}
	open := []Output{r.z}
	for range maxOpen {
		last := slices.MaxFunc(open, func(a, b Output) int { return f.order[a.Node] - f.order[b.Node] })
		if !f.expands(last.Node) || len(r.inner) == maxRegion || len(open) > maxOpen {
			return
		}
		if !slices.Contains(r.inner, last.Node) {
			r.inner = append(r.inner, last.Node)
		}
		open = slices.DeleteFunc(open, func(o Output) bool { return o == last })
		for _, in := range f.reads(last) {
			if !slices.Contains(open, in) {
				open = append(open, in)
			}
		}
		if len(open) == 0 {
			return
		}
		if len(open) == 1 {
			if r.u = open[0]; !visit(r) {
				return
			}
		}
	}
}

// expands reports whether a region may contain the node.
func (f *finder) expands(n *Node) bool {
	return n != f.input && n.CustomGradient() == "" && (n.Op == "IdentityN" || ops[n.Op].f.takes(len(n.Inputs)))
}

// isNonlinear reports whether a node may make a region nonlinear.
func (f *finder) isNonlinear(n *Node) bool {
	return !n.isIdentity() && !n.is(affine) || n.Op == "Mul" && f.several(n)
}

// several reports whether two or more inputs of a node vary.
func (f *finder) several(n *Node) bool {
	vary := 0
	for _, in := range n.Inputs {
		if f.varies[in.Node] {
			vary++
		}
		if vary > 1 {
			return true
		}
	}
	return false
}

// derives reports whether n is computed from another node. It gives up after a few
// thousand nodes.
func (f *finder) derives(n, from *Node) bool {
	const few = 1 << 12
	seen := map[*Node]bool{n: true}
	for todo := []*Node{n}; len(todo) > 0 && len(seen) < few; {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, in := range at.Inputs {
			if in.Node == from {
				return true
			}
			if f.varies[in.Node] && !seen[in.Node] && f.order[in.Node] > f.order[from] {
				seen[in.Node] = true
				todo = append(todo, in.Node)
			}
		}
	}
	return false
}
