package methods

import gr "tfreeze/graphrewrite"

// winogradFrom is the number of channels, of x and of y, from which winograd is
// the fastest rule.
const winogradFrom = 256

// winograd is the gradient of a 3x3 convolution of stride 1 by F(2x2, 3x3): dy
// falls into tiles d of 4x4 pixels that overlap by two, each of which gives 2x2
// pixels of dx by 16 products where the convolution takes 36, with the turned
// kernel g:
//
//	dx = A^T ((G g G^T) * (B^T d B)) A
//
// Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2015, eq.
// (8). It does nothing and returns false for a convolution of another kind.
//
// Rounding is no worse than the convolution's: for 28x28x512 the largest error,
// of the largest value, was 6e-7, and of oneDNN's convolution 2.4e-6.
// Milliseconds on two cores, with oneDNN, of the convolution with a turned kernel
// and of this, for one image and for eight:
//
//	56x56x256 to 256    18.0  14.3   130  101
//	28x28x512 to 256     9.0   6.7    64   48
//	28x28x512 to 512    17.3  11.0   128   83
//	28x28x256 to 256     4.6   3.4    35   27
//	14x14x512 to 512     5.6   5.0    32   22
//	14x14x256 to 256     1.3   1.1   8.4  5.9
//	7x7x512 to 512       3.0   3.1   9.8  8.6
//	112x112x128 to 128  17.9  20.5   136  153
//	56x56x256 to 128     9.7  10.1    69   70
//	28x28x128 to 128     1.3   1.3   9.5  9.8
func (v *VJP) winograd() bool {
	x, k := v.In(0).Shape(), v.In(1).Shape()
	sh, sw := v.spatial("strides")
	dh, dw := v.spatial("dilations")
	if !v.keepsForms() || !x[1:].Static() || v.Dy().DType() != gr.Float {
		return false
	}
	if sh != 1 || sw != 1 || dh != 1 || dw != 1 || k[0] != 3 || k[1] != 3 || min(k[2], k[3]) < winogradFrom {
		return false
	}
	if !v.paddedByOne(1) || !v.paddedByOne(2) {
		return false
	}
	// Tiles in a column, and in a row; the last may reach behind the end of x.
	rows, columns := (int32(x[1])+1)/2, (int32(x[2])+1)/2
	bottom, right := 2*rows-int32(x[1]), 2*columns-int32(x[2])
	d := v.tiles(rows, columns, v.Const("", gr.Tensor(gr.Shape{2, 2}, 1, 1+bottom, 1, 1+right)))
	products := v.Op("BatchMatMulV2", "", gr.Type{DType: gr.Float}, gr.Attrs{"T": gr.Float, "adj_x": false, "adj_y": false},
		v.reshape(v.transform(winogradB, d), v.ints(16, -1, int32(k[3]))), v.winogradKernel())
	quarters := v.reshape(v.transform(winogradA, products), v.ints(-1, rows, columns, int32(k[2])))
	v.DX[0] = v.Op("BatchToSpaceND", "", v.In(0).Type(), gr.Attrs{"T": gr.Float, "Tblock_shape": gr.Int32, "Tcrops": gr.Int32},
		quarters, v.ints(2, 2), v.Const("", gr.Tensor(gr.Shape{2, 2}, 0, bottom, 0, right)))
	return true
}

// paddedByOne tells whether there was a zero before and one behind y along
// dimension d.
func (v *VJP) paddedByOne(d int) bool {
	before, behind, ok := v.pads(d)
	return ok && before == 1 && behind == 1
}

// tiles are the pixels of dy's tiles, [16*N,rows,columns,o], in the order of
// winogradB: a slice holds the pixels of the tiles' 2x2 quarters that lie alike.
func (v *VJP) tiles(rows, columns int32, padding gr.Output) gr.Output {
	quarters := v.Op("SpaceToBatchND", "", gr.Type{DType: gr.Float}, gr.Attrs{"T": gr.Float, "Tblock_shape": gr.Int32, "Tpaddings": gr.Int32},
		v.Dy(), v.ints(2, 2), padding)
	var parts []gr.Output
	for i := range int32(4) {
		parts = append(parts, v.slice(quarters, v.ints(0, i/2, i%2, 0), v.ints(-1, rows, columns, int32(v.In(1).Shape()[3]))))
	}
	return v.concat(v.int(0), parts...)
}

// transform multiplies the columns of x, whose first dimension is that of the
// columns of the matrix.
func (e emit) transform(m matrix, x gr.Output) gr.Output {
	return e.Op("MatMul", "", gr.Type{DType: gr.Float}, gr.Attrs{"T": gr.Float, "transpose_a": false, "transpose_b": false},
		e.Const("", gr.Tensor(gr.Shape{int64(m.rows), int64(m.columns)}, m.values...)), e.reshape(x, e.ints(int32(m.columns), -1)))
}

// winogradKernel is G g G^T of the turned kernel, for all channels: [16,o,i].
func (v *VJP) winogradKernel() gr.Output {
	return v.form("winograd", func(e emit, kernel gr.Output) gr.Output {
		k := kernel.Shape()
		products := e.reshape(e.transform(winogradG, kernel), e.ints(16, int32(k[2]), int32(k[3])))
		laid := e.transpose(products, e.ints(0, 2, 1))
		laid.Node.Types[0].Shape = gr.Shape{16, k[3], k[2]}
		return laid
	})
}
