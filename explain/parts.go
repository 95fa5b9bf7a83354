package explain

import (
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// splitProducts computes the gradient of a 1x1 convolution of concatenated images as a
// product for each of them, where one product was cut into slices:
//
//	Slice(dy W, [0,from], [-1,n])  =  dy W[:,from:from+n]
//
// Each element is the same sum. dy has fewer channels, so that reading it again takes
// less time than copying the product.
func splitProducts(g *gr.Graph) {
	uses := g.Uses()
	for _, name := range g.Names() {
		n := g.Node(name)
		if n.Op != "MatMul" || n.Bool("transpose_a") || n.DType("T") != gr.Float || len(uses[n]) != 1 {
			continue
		}
		if p, ok := productOf(n, uses); ok {
			p.split(g, n)
		}
	}
}

// A parted is a product that is cut into slices.
type parted struct {
	// kernel is a matrix, of which the images are rows if it is transposed, or else
	// columns. across is the number of its other rows or columns.
	kernel gr.Output
	across int32
	slices []slice
}

// A slice is a node that takes the channels of one of the images.
type slice struct {
	node    *gr.Node
	from, n int32
}

// productOf finds the slices into which a product is cut, all of it and nothing else.
func productOf(n *gr.Node, uses map[*gr.Node][]gr.Use) (parted, bool) {
	images := uses[n][0].Node
	kernel, rows, columns := matrixOf(n.Inputs[1].Node)
	p := parted{kernel: kernel, across: rows}
	total := columns
	if n.Bool("transpose_b") {
		p.across, total = columns, rows
	}
	if images.Op != "Reshape" || kernel.IsZero() || 2*p.across > total {
		return p, false
	}
	for _, u := range uses[images] {
		s, ok := sliceOf(u)
		if !ok {
			return p, false
		}
		p.slices = append(p.slices, s)
	}
	slices.SortFunc(p.slices, func(a, b slice) int { return int(a.from - b.from) })
	end := int32(0)
	for _, s := range p.slices {
		if s.from != end {
			return p, false
		}
		end += s.n
	}
	return p, end == total && len(p.slices) > 1
}

// sliceOf reads a slice of the gradient of concatenated images, as concatRule emits it.
func sliceOf(u gr.Use) (slice, bool) {
	if u.Node.Op != "Slice" || u.Input != 0 || u.Node.Inputs[1].Node.Op != "ConcatOffset" {
		return slice{}, false
	}
	at, offsets := u.Node.Inputs[1].Index+1, u.Node.Inputs[1].Node
	if shape := u.Node.Inputs[2].Node; shape.DType("out_type") == gr.Int64 {
		return slice{}, false
	}
	if axis, err := offsets.Inputs[0].Node.ConstInts(); err != nil || !slices.Equal(axis, []int64{3}) {
		return slice{}, false
	}
	if at >= len(offsets.Inputs) || u.Node.Inputs[2] != offsets.Inputs[at] {
		return slice{}, false
	}
	s := slice{node: u.Node}
	for i, shape := range offsets.Inputs[1 : at+1] {
		if shape.Node.Op != "Shape" {
			return slice{}, false
		}
		channels := channelsOf(shape.Node.Inputs[0])
		if channels == 0 {
			return slice{}, false
		}
		if s.n = channels; i < at-1 {
			s.from += channels
		}
	}
	return s, true
}

// channelsOf returns the number of channels of images, as far as a convolution says it; 0
// if it is unknown.
func channelsOf(o gr.Output) int32 {
	for n := o.Node; ; n = n.Inputs[0].Node {
		switch n.Op {
		case "Relu", "Relu6", "BiasAdd", "Identity":
		case "Conv2D":
			if k := shapeOf(holderOf(n.Inputs[1])); autodiff.IsWeight(n.Inputs[1]) && len(k) == 4 && n.Str("data_format", "NHWC") == "NHWC" {
				return int32(k[3])
			}
			return 0
		default:
			return 0
		}
	}
}

// split makes a product of each slice.
func (p parted) split(g *gr.Graph, n *gr.Node) {
	dy, transposed := n.Inputs[0], n.Bool("transpose_b")
	declare(gr.Float, dy, n.Inputs[1])
	for _, s := range p.slices {
		e := autodiff.Emitter{Scope: gr.Scope{Graph: g, Prefix: s.node.Name}}
		start, size := e.Ints(0, s.from), e.Ints(p.across, s.n)
		if transposed {
			start, size = e.Ints(s.from, 0), e.Ints(s.n, p.across)
		}
		declare(gr.Int32, s.node.Inputs[2])
		product := e.MatMul(dy, e.Slice(n.Inputs[1], start, size), transposed)
		g.Become(s.node, e.Reshape(product, s.node.Inputs[2]).Node)
	}
}
