package fastconv

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// TiledOp is an op of ours that computes gradients of 3x3 convolutions in tiles of 6x6 pixels
// that stay in the cache, as winograd does by TensorFlow's ops. Package explain has it; a graph
// for others must not.
const TiledOp = "TfreezeWinograd"

// tiledAttr marks a gradient that Tiled can emit. It lists the tiles' layout, the kernel, and its
// scale if there is one.
const tiledAttr = "_tfreeze_tiled"

// vector is how many channels TiledOp computes at once.
const vector = 16

// marked adds the mark to the attributes of a gradient that TiledOp can compute.
func (v *conv) marked(attrs gr.Attrs) gr.Attrs {
	x, k := v.In(0).Shape(), v.In(1).Shape()
	if !v.isTileable() || k[3]%vector != 0 || min(x[1], x[2]) < int64(smallTiles.m) {
		return attrs
	}
	t, side := largeTiles, min(x[1], x[2])
	if side < smallTilesBelow || side < largeTilesFrom && k[2]*k[3] >= smallTilesFrom {
		t = smallTiles
	}
	mark := []string{t.layout, v.In(1).String()}
	if !v.scale.IsZero() {
		mark = append(mark, v.scale.String())
	}
	attrs[tiledAttr] = mark
	return attrs
}

// A mark says how TiledOp computes a gradient: of what, in which tiles, by which form.
type mark struct {
	dy    gr.Output
	tiles *tiles
	form  form
}

// markOf reads the mark of a node, if it has one.
func (f *Fast) markOf(n *gr.Node) (m mark, ok bool) {
	list := n.Strs(tiledAttr)
	if len(list) < 2 || len(list) > 3 {
		return m, false
	}
	for i, name := range list[1:] {
		o, err := f.scope.Graph.Output(name)
		if err != nil {
			return m, false
		}
		*[]*gr.Output{&m.form.kernel, &m.form.scale}[i] = o
	}
	for _, t := range []*tiles{smallTiles, largeTiles} {
		if t.layout == list[0] {
			m.tiles, m.form.layout = t, t.layout+"_panels"
		}
	}
	m.dy, ok = arrives(n)
	return m, ok && m.tiles != nil && autodiff.IsWeight(m.form.kernel)
}

// TiledKernel returns the kernel of a gradient that was marked, or false for any other node.
func (f *Fast) TiledKernel(n *gr.Node) (gr.Output, bool) {
	m, ok := f.markOf(n)
	return m.form.kernel, ok
}

// Tiled emits TiledOp for a gradient that was marked, of a kernel of shape [3,3,i,o], with so
// many threads; 0 is one per core. With a gate, the result is 0 where that is not positive.
func (f *Fast) Tiled(n *gr.Node, kernel gr.Shape, threads int, gate ...gr.Output) *gr.Node {
	m, _ := f.markOf(n)
	m.form.know(kernel)
	s := gr.Scope{Graph: f.scope.Graph, Prefix: n.Name}
	attrs := gr.Attrs{
		"gated": len(gate), "channels": int(kernel[2]), "tile": int(m.tiles.m), "threads": threads,
		"near": float32(largePoints[1]), "far": float32(largePoints[3]),
	}
	return s.Node(TiledOp, "", n.Types, attrs, append([]gr.Output{m.dy, f.form(m.form, m.tiles.panels)}, gate...)...)
}

// know notes the types of what a file says no types of.
func (m form) know(kernel gr.Shape) {
	if m.kernel.Node.Types == nil {
		m.kernel.Node.Types = []gr.Type{{DType: gr.Float, Shape: kernel}}
	}
	if n := m.scale.Node; n != nil && n.Types == nil && m.scale.Index == 0 {
		n.Types = []gr.Type{{DType: gr.Float, Shape: gr.Shape{kernel[3]}}}
	}
}

// arrives returns the gradient dy of which a convolution or winograd computes a node.
func arrives(n *gr.Node) (dy gr.Output, ok bool) {
	for n.Op != "Conv2D" && n.Op != "SpaceToBatchND" {
		i := 0
		if n.Op == "MatMul" {
			i = 1 // the first factor is a transform
		}
		if len(n.Inputs) <= i {
			return dy, false
		}
		n = n.Inputs[i].Node
	}
	return n.Inputs[0], true
}

// panels emits G g G^T of the flipped kernel [3,3,i,o], for panels of i's channels:
// [panels,products,o,width]. Zeros fill the last panel.
func (t *tiles) panels(e autodiff.Emitter, kernel gr.Output) gr.Output {
	k, products := kernel.Shape(), int32(t.kernel.rows)
	in, out := int32(k[2]), int32(k[3])
	panels, width := panelsOf(in)
	all := e.Reshape(transform(e, t.kernel, kernel), e.Ints(products, in, out))
	if missing := panels*width - in; missing > 0 {
		zeros := e.Const("", gr.Tensor(gr.Shape{3, 2}, 0, 0, 0, missing, 0, 0))
		all = e.Op("Pad", "", gr.Type{DType: gr.Float}, gr.Attrs{"T": gr.Float, "Tpaddings": gr.Int32}, all, zeros)
	}
	laid := e.Transpose(e.Reshape(all, e.Ints(products, panels, width, out)), e.Ints(1, 0, 3, 2))
	laid.Node.Types[0].Shape = gr.Shape{int64(panels), int64(products), k[3], int64(width)}
	return laid
}

// panelsOf splits channels into panels of one to four vectors, with as few zeros as it can.
func panelsOf(channels int32) (panels, width int32) {
	for w := int32(4 * vector); w > 0; w -= vector {
		if p := (channels + w - 1) / w; width == 0 || p*w < panels*width {
			panels, width = p, w
		}
	}
	return panels, width
}
