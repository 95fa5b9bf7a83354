package fastconv

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// pointwise computes the gradient of a 1x1 convolution as a product. If the convolution
// has a stride, zeros are put between the product's pixels, where the stride passed
// over x:
//
//	W[1,1,i,o] -> [i,o];  dy[N,h,w,o] -> [Nhw,o];  dy W^T -> x
//
// For any other convolution it does nothing and returns false. On two cores, with
// oneDNN, it takes 0.2 to 1 of the time of Conv2DBackpropInput: for 28x28x192 to 32
// channels 0.24 ms instead of 0.54 ms, and for 28x28x512 to 128 the same time. With
// stride 2, 14x14x1024 to 2048 takes 8.9 ms instead of 12.5 ms for 8 images and 1.5 ms
// instead of 4.8 ms for one. 56x56x256 to 512 takes 10.1 ms instead of 10.6 ms, and 1.3
// ms instead of 1.4 ms.
func (v *conv) pointwise() bool {
	x, k := v.In(0).Shape(), v.In(1).Shape()
	if v.ChannelsFirst() || len(x) != 4 || len(k) != 4 || !k.Static() {
		return false
	}
	if k[0] != 1 || k[1] != 1 || x[3] != k[2] || v.Node.Str("padding", "") == "EXPLICIT" {
		return false
	}
	sh, sw := v.Spatial("strides")
	if sh == 1 && sw == 1 {
		v.DX[0] = v.Like(v.pixels(), v.In(0))
		return true
	}
	if sh < 1 || sw < 1 || !x[1:].Static() {
		return false
	}
	v.DX[0] = v.spread(v.pixels(), sh, sw)
	return true
}

// pixels emits dy W^T, [Nhw,i].
func (v *conv) pixels() gr.Output {
	kernel, k := v.In(1), v.In(1).Shape()
	rows, columns := int32(k[2]), int32(k[3])
	once := !v.scale.IsZero() || k.Elements() >= transposeFrom && autodiff.IsWeight(kernel)
	if once {
		kernel, rows, columns = v.flipped(), columns, rows
	}
	weights := v.Reshape(kernel, v.Ints(rows, columns))
	return v.MatMul(v.Reshape(v.Dy(), v.Ints(-1, int32(k[3]))), weights, !once)
}

// spread puts all the zeros between pixels with one Pad, and cuts off those behind the
// last row and column of x:
//
//	[Nhw,i] -> [Nh,w,i] -> pad to [Nh,w*sh,i*sw] -> [N,h*sh,w*sw,i]
func (v *conv) spread(pixels gr.Output, sh, sw int32) gr.Output {
	x := v.In(0).Shape()
	h, w, channels := (int32(x[1])+sh-1)/sh, (int32(x[2])+sw-1)/sw, int32(x[3])
	zeros := v.Const("", gr.Tensor(gr.Shape{3, 2}, 0, 0, 0, w*(sh-1), 0, channels*(sw-1)))
	padded := v.Op("Pad", "", gr.Type{DType: pixels.DType()}, gr.Attrs{"T": pixels.DType(), "Tpaddings": gr.Int32},
		v.Reshape(pixels, v.Ints(-1, w, channels)), zeros)
	return v.trim(v.Reshape(padded, v.Ints(-1, h*sh, w*sw, channels)), h*sh, w*sw)
}

// trim cuts a gradient of h x w pixels down to the size of x.
func (v *conv) trim(dx gr.Output, h, w int32) gr.Output {
	x := v.In(0).Shape()
	if int64(h) != x[1] || int64(w) != x[2] {
		dx = v.Slice(dx, v.Ints(0, 0, 0, 0), v.Ints(-1, int32(x[1]), int32(x[2]), int32(x[3])))
	}
	dx.Node.Types[0].Shape = v.In(0).Shape()
	return dx
}
