package explain

import (
	"math"
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/kernels"
)

// depthwiseOp is an op of ours, of package internal/tensorflow.
const depthwiseOp = "TfreezeDepthwise"

// gateDepthwise computes the gradient of a depthwise convolution together with those of the
// activations behind and before it, and takes out what a Pad before it has added:
//
//	Relu6Grad(Slice(DepthwiseConv2dNativeBackpropInput(s, k, Relu6Grad(dy, z)), pads, x), x)
//	  =  TfreezeDepthwise(dy, k, z, x)
//
// So four tensors go through memory, and not twelve. Sums are in another order. What was in
// between stays in the graph, for those who fetch it.
func gateDepthwise(g *gr.Graph, threads int, types func(*gr.Node) []gr.Type) {
	uses := g.Uses()
	for _, name := range g.Names() {
		if n := g.Node(name); n.Op == "DepthwiseConv2dNativeBackpropInput" {
			if d, ok := depthwiseOf(n, types); ok {
				d.widen(uses, types)
				d.replace(g, threads)
			}
		}
	}
}

// A depthwise is the gradient of a depthwise convolution, of root's image.
type depthwise struct {
	root          *gr.Node
	dy, kernel    gr.Output
	after, before gr.Output
	// afterHigh and beforeHigh are up to where the gates are open; 0 is for no gate.
	afterHigh, beforeHigh float32
	h, w, sh, sw, pt, pl  int64
}

// depthwiseOf reads a node, if its op is known to be right for it.
func depthwiseOf(n *gr.Node, types func(*gr.Node) []gr.Type) (d depthwise, ok bool) {
	x, k, dy := shapeIn(types, n.Out(0)), shapeIn(types, n.Inputs[1]), shapeIn(types, n.Inputs[2])
	if n.DType("T") != gr.Float || n.Str("data_format", "NHWC") != "NHWC" || len(x) != 4 || len(k) != 4 || len(dy) != 4 {
		return d, false
	}
	dilations := n.Ints("dilations")
	if !x[1:].Static() || !k.Static() || !dy[1:].Static() || k[3] != 1 || len(n.Control) > 0 || slices.ContainsFunc(dilations, func(d int64) bool { return d != 1 }) {
		return d, false
	}
	strides := n.Ints("strides")
	d = depthwise{root: n, dy: n.Inputs[2], kernel: n.Inputs[1], h: x[1], w: x[2], sh: strides[1], sw: strides[2]}
	switch n.Str("padding", "") {
	case "SAME":
		d.pt, d.pl = max(0, (dy[1]-1)*d.sh+k[0]-x[1])/2, max(0, (dy[2]-1)*d.sw+k[1]-x[2])/2
	case "EXPLICIT":
		pads := n.Ints("explicit_paddings")
		d.pt, d.pl = pads[2], pads[4]
	}
	return d, d.pt < k[0] && d.pl < k[1] && k[0]*k[1] <= kernels.MaxTaps
}

func shapeIn(types func(*gr.Node) []gr.Type, o gr.Output) gr.Shape {
	if t := types(o.Node); o.Index < len(t) {
		return t[o.Index].Shape
	}
	return nil
}

// widen takes in the gates and the Slice beside the gradient.
func (d *depthwise) widen(uses map[*gr.Node][]gr.Use, types func(*gr.Node) []gr.Type) {
	if high := highOf(d.dy.Node); high > 0 {
		d.after, d.afterHigh, d.dy = d.dy.Node.Inputs[1], high, d.dy.Node.Inputs[0]
	}
	for _, u := range uses[d.root] {
		x, k := shapeIn(types, u.Node.Out(0)), shapeIn(types, d.kernel)
		top, left, ok := middleOf(u)
		if ok && len(x) == 4 && x[1:].Static() && d.pt+top < k[0] && d.pl+left < k[1] {
			d.root, d.pt, d.pl, d.h, d.w = u.Node, d.pt+top, d.pl+left, x[1], x[2]
			break
		}
	}
	for _, u := range uses[d.root] {
		if high := highOf(u.Node); high > 0 && u.Input == 0 {
			d.root, d.before, d.beforeHigh = u.Node, u.Node.Inputs[1], high
			return
		}
	}
}

// highOf is up to where the gate of an activation's gradient is open; 0 for any other op.
func highOf(n *gr.Node) float32 {
	switch n.Op {
	case "ReluGrad":
		return float32(math.Inf(1))
	case "Relu6Grad":
		return 6
	}
	return 0
}

// middleOf reads the Slice of a Pad's gradient, as padRule emits it: how many rows and columns
// it leaves out before the others.
func middleOf(u gr.Use) (top, left int64, ok bool) {
	n := u.Node
	if n.Op != "Slice" || u.Input != 0 || n.Inputs[1].Node.Op != "Reshape" || n.Inputs[2].Node.Op != "Shape" {
		return 0, 0, false
	}
	first := n.Inputs[1].Node.Inputs[0].Node
	if first.Op != "Slice" {
		return 0, 0, false
	}
	from, err1 := first.Inputs[1].Node.ConstInts()
	size, err2 := first.Inputs[2].Node.ConstInts()
	pads, err3 := first.Inputs[0].Node.ConstInts()
	if err1 != nil || err2 != nil || err3 != nil || !slices.Equal(from, []int64{0, 0}) || !slices.Equal(size, []int64{-1, 1}) || len(pads) != 8 {
		return 0, 0, false
	}
	return pads[2], pads[4], pads[0] == 0 && pads[6] == 0
}

// replace makes the root our op.
func (d *depthwise) replace(g *gr.Graph, threads int) {
	inputs := []gr.Output{d.dy, d.kernel}
	for _, gate := range []gr.Output{d.after, d.before} {
		if !gate.IsZero() {
			inputs = append(inputs, gate)
		}
	}
	attrs := gr.Attrs{
		"gated": len(inputs) - 2, "h": int(d.h), "w": int(d.w), "sh": int(d.sh), "sw": int(d.sw), "pt": int(d.pt), "pl": int(d.pl),
		"after": d.afterHigh, "before": d.beforeHigh, "threads": threads,
	}
	g.Become(d.root, gr.Scope{Graph: g, Prefix: d.root.Name}.Node(depthwiseOp, "gated", d.root.Types, attrs, inputs...))
}
