package fastconv

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// F(2x2, 3x3) and F(4x4, 3x3).
var (
	smallTiles = newTiles("winograd", newToomCook(smallPoints...))
	largeTiles = newTiles("winograd4", newToomCook(largePoints...))
)

// tiles holds the transforms of F(m x m, 3 x 3), for pixels of two dimensions at once.
type tiles struct {
	layout string
	m      int32
	// input is B^T d B for the pixels of a tile, in the order of placeIn. kernel is G g
	// G^T for g flipped by 180 degrees. output is A^T m A.
	input, kernel, output matrix
}

func newTiles(layout string, t toomCook) *tiles {
	return &tiles{layout, int32(t.m),
		square(t.b, func(row, column int) int { return placeIn(t.m, row, column) }),
		square(t.g, func(row, column int) int { return (2-row)*3 + 2 - column }),
		square(t.a, func(row, column int) int { return row*(t.m+2) + column }),
	}
}

// placeIn returns the index of a tile's pixel among the inputs of a transform. A tile
// has m+2 rows and columns. First come the tile's own m x m pixels, then those on the
// right, those below, and those on the lower right.
func placeIn(m, row, column int) int {
	switch {
	case row < m && column < m:
		return row*m + column
	case row < m:
		return m*m + row*2 + column - m
	case column < m:
		return m*m + 2*m + (row-m)*m + column
	}
	return m*m + 4*m + (row-m)*2 + column - m
}

// winograd computes the gradient of a 3x3 convolution of stride 1 by F(m x m, 3x3). It
// cuts dy into tiles d of (m+2) x (m+2) pixels that overlap by two. With the flipped
// kernel g, each tile gives m x m pixels of dx by (m+2)^2 products, where the
// convolution takes 9 m^2:
//
//	dx = A^T ((G g G^T) * (B^T d B)) A
//
// Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2015, eq. (8).
// For any other convolution it does nothing and returns false.
func (v *conv) winograd() bool {
	x, k := v.In(0).Shape(), v.In(1).Shape()
	if !v.isTileable() || min(k[2], k[3]) < winogradFrom {
		return false
	}
	t := smallTiles
	if min(x[1], x[2]) >= largeTilesFrom {
		t = largeTiles
	}
	// rows and columns count the tiles. The last ones may reach behind the end of x.
	rows, columns := (int32(x[1])+t.m-1)/t.m, (int32(x[2])+t.m-1)/t.m
	bottom, right := t.m*rows-int32(x[1]), t.m*columns-int32(x[2])
	in, products := int32(k[3]), (t.m+2)*(t.m+2)
	d := transform(v.Emitter, t.input, v.tileInputs(t.m, rows, columns, bottom, right))
	m := v.Op("BatchMatMulV2", "", gr.Type{DType: gr.Float}, gr.Attrs{"T": gr.Float, "adj_x": false, "adj_y": false},
		v.Reshape(d, v.Ints(products, -1, in)), v.winogradKernel(t))
	outputs := v.Reshape(transform(v.Emitter, t.output, m), v.Ints(-1, rows, columns, int32(k[2])))
	v.DX[0] = v.Op("BatchToSpaceND", "", v.In(0).Type(), v.marked(gr.Attrs{"T": gr.Float, "Tblock_shape": gr.Int32, "Tcrops": gr.Int32}),
		outputs, v.Ints(t.m, t.m), v.Const("", gr.Tensor(gr.Shape{2, 2}, 0, bottom, 0, right)))
	return true
}

// isTileable reports whether a convolution is 3x3, of stride 1, and y was padded by one on
// each side.
func (v *conv) isTileable() bool {
	x, k := v.In(0).Shape(), v.In(1).Shape()
	sh, sw := v.Spatial("strides")
	dh, dw := v.Spatial("dilations")
	if !v.keepsForms() || !x[1:].Static() || v.Dy().DType() != gr.Float {
		return false
	}
	if sh != 1 || sw != 1 || dh != 1 || dw != 1 || k[0] != 3 || k[1] != 3 {
		return false
	}
	return v.paddedByOne(1) && v.paddedByOne(2)
}

// paddedByOne reports whether y was padded with one zero before and one behind along
// dimension d.
func (v *conv) paddedByOne(d int) bool {
	before, behind, ok := v.pads(d)
	return ok && before == 1 && behind == 1
}

// tileInputs emits the pixels of dy's tiles, [(m+2)^2,N*rows*columns*o], in the order
// of placeIn. Each row holds the pixels at the same place in all tiles.
func (v *conv) tileInputs(m, rows, columns, bottom, right int32) gr.Output {
	channels := int32(v.In(1).Shape()[3])
	padding := v.Const("", gr.Tensor(gr.Shape{2, 2}, 1, m-1+bottom, 1, m-1+right))
	blocks := v.Op("SpaceToBatchND", "", gr.Type{DType: gr.Float}, gr.Attrs{"T": gr.Float, "Tblock_shape": gr.Int32, "Tpaddings": gr.Int32},
		v.Dy(), v.Ints(m, m), padding)
	blocks = v.Reshape(blocks, v.Ints(m, m, -1, rows+1, columns+1, channels))
	var parts []gr.Output
	for below := range int32(2) {
		for beside := range int32(2) {
			height, width := m-below*(m-2), m-beside*(m-2)
			part := v.Slice(blocks, v.Ints(0, 0, 0, below, beside, 0), v.Ints(height, width, -1, rows, columns, channels))
			parts = append(parts, v.Reshape(part, v.Ints(height*width, -1)))
		}
	}
	return v.Concat(v.Int(0), parts...)
}

// transform multiplies the matrix by x, whose first dimension runs over the matrix's
// columns.
func transform(e autodiff.Emitter, m matrix, x gr.Output) gr.Output {
	return e.MatMul(e.Const("", gr.Tensor(gr.Shape{int64(m.rows), int64(m.columns)}, m.values...)), e.Reshape(x, e.Ints(int32(m.columns), -1)), false)
}

// winogradKernel emits G g G^T of the flipped kernel, for all channels: [(m+2)^2,o,i].
func (v *conv) winogradKernel(t *tiles) gr.Output {
	return v.form(t.layout, func(e autodiff.Emitter, kernel gr.Output) gr.Output {
		k, n := kernel.Shape(), t.kernel.rows
		products := e.Reshape(transform(e, t.kernel, kernel), e.Ints(int32(n), int32(k[2]), int32(k[3])))
		laid := e.Transpose(products, e.Ints(0, 2, 1))
		laid.Node.Types[0].Shape = gr.Shape{int64(n), k[3], k[2]}
		return laid
	})
}
