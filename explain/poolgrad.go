package explain

import gr "tfreeze/graphrewrite"

// poolFirst masks the gradient of a layer behind its max-pool, where it is smaller:
//
//	ReluGrad(MaxPoolGrad(z, p, dp), z)  =  MaxPoolGrad(z, p, ReluGrad(dp, p))
//
// A window passes its gradient to the element z that is its maximum p. So every gradient
// that arrives at an element has the same mask, to the bit. For 8 x 113 x 113 x 64
// elements and windows of stride 2, the mask took 11.9 of 285 ms of SqueezeNet's
// gradient, and takes 2.2 ms. Layers that are concatenated before the pool are masked
// together:
//
//	ReluGrad(Slice(MaxPoolGrad(z, p, dp), ...), z1)  =  Slice(MaxPoolGrad(z, p, ReluGrad(dp, p)), ...)
func poolFirst(g *gr.Graph) {
	uses := g.Uses()
	for _, name := range g.Names() {
		if pool := g.Node(name); pool.Op == "MaxPoolGrad" && poolsGradient(pool) {
			maskPooled(g, pool, uses)
		}
	}
}

// maskPooled moves the mask of all layers whose gradient comes from a pool's, if nothing
// else reads that.
func maskPooled(g *gr.Graph, pool *gr.Node, uses map[*gr.Node][]gr.Use) {
	var masks []*gr.Node
	for _, u := range uses[pool] {
		mask, of := u.Node, pool.Inputs[0]
		if part := partOf(u, of.Node); !part.IsZero() && len(uses[u.Node]) == 1 {
			mask, of = uses[u.Node][0].Node, part
		}
		if mask.Op != "ReluGrad" && mask.Op != "Relu6Grad" || mask.Inputs[1] != of || len(masks) > 0 && masks[0].Op != mask.Op {
			return
		}
		masks = append(masks, mask)
	}
	if len(masks) == 0 {
		return
	}
	s := gr.Scope{Graph: g, Prefix: pool.Name}
	masked := s.Node(masks[0].Op, "pooled", masks[0].Types, nil, pool.Inputs[2], pool.Inputs[1])
	masked.Attr = masks[0].Attr
	pool.Inputs = []gr.Output{pool.Inputs[0], pool.Inputs[1], masked.Out(0)}
	for _, m := range masks {
		of := m.Inputs[0].Node
		m.Op, m.Attr, m.Inputs = of.Op, of.Attr, of.Inputs
	}
}

// poolsGradient reports whether a node is the gradient of a max-pool.
func poolsGradient(n *gr.Node) bool {
	p := n.Inputs[1].Node
	return p.Op == "MaxPool" && p.Inputs[0] == n.Inputs[0]
}

// partOf returns the tensor of a concatenation whose gradient u takes out of the gradient
// of the whole, as concatRule emits it. It is zero if u does not.
func partOf(u gr.Use, whole *gr.Node) gr.Output {
	n := u.Node
	if n.Op != "Slice" || u.Input != 0 || whole.Op != "ConcatV2" {
		return gr.Output{}
	}
	at, offsets, parts := n.Inputs[1].Index, n.Inputs[1].Node, whole.Inputs[:len(whole.Inputs)-1]
	if offsets.Op != "ConcatOffset" || len(offsets.Inputs) != len(parts)+1 || n.Inputs[2] != offsets.Inputs[at+1] {
		return gr.Output{}
	}
	if !sameAxis(offsets.Inputs[0].Node, whole.Inputs[len(parts)].Node) {
		return gr.Output{}
	}
	for i, shape := range offsets.Inputs[1:] {
		if shape.Node.Op != "Shape" || shape.Node.Inputs[0] != parts[i] {
			return gr.Output{}
		}
	}
	return parts[at]
}

// sameAxis reports whether two constants name the same axis of images; -1 is the last.
func sameAxis(a, b *gr.Node) bool {
	from, err1 := a.ConstInts()
	to, err2 := b.ConstInts()
	return err1 == nil && err2 == nil && len(from) == 1 && len(to) == 1 && (from[0]-to[0])%4 == 0
}
