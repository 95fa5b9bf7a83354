package autodiff

import (
	"errors"

	gr "tfreeze/graphrewrite"
)

var convAttrs = []string{"strides", "padding", "explicit_paddings", "data_format"}

// convRule differentiates Conv2D with respect to its image. The kernel is HWIO.
func convRule(v *VJP) error { return v.Conv(v.In(1)) }

// Conv emits the gradient of Conv2D with respect to its image, with the given kernel
// [h,w,i,o] instead of the node's.
func (v *VJP) Conv(kernel gr.Output) error {
	groups, err := v.groups()
	if err != nil {
		return err
	}
	if groups > 1 && v.oneChannelEach() {
		return v.Depthwise(v.depthwiseKernel(kernel, groups))
	}
	if kernel, err = v.dense(kernel); err != nil {
		return err
	}
	if groups > 1 {
		return v.groupedConv(kernel, groups)
	}
	v.DX[0] = v.gradOp("Conv2DBackpropInput", convAttrs, v.Shape(v.In(0)), kernel, v.Dy())
	return nil
}

// depthwiseRule differentiates DepthwiseConv2dNative with respect to its image.
func depthwiseRule(v *VJP) error { return v.Depthwise(v.In(1)) }

// Depthwise emits the gradient of DepthwiseConv2dNative with respect to its image, with
// the given kernel [h,w,C,m] instead of the node's.
func (v *VJP) Depthwise(kernel gr.Output) error {
	kernel, err := v.dense(kernel)
	if err != nil {
		return err
	}
	v.DX[0] = v.gradOp("DepthwiseConv2dNativeBackpropInput", convAttrs, v.Shape(v.In(0)), kernel, v.Dy())
	return nil
}

// transposedConvRule differentiates Conv2DBackpropInput, used as a layer, with respect
// to its input out_backprop.
func transposedConvRule(v *VJP) error {
	v.DX[2] = v.gradOp("Conv2D", append([]string{"dilations"}, convAttrs...), v.Dy(), v.In(1))
	return nil
}

// transposedDepthwiseRule is the same for DepthwiseConv2dNativeBackpropInput.
func transposedDepthwiseRule(v *VJP) error {
	v.DX[2] = v.gradOp("DepthwiseConv2dNative", append([]string{"dilations"}, convAttrs...), v.Dy(), v.In(1))
	return nil
}

// dense returns the kernel with zeros in place of its dilation, because the CPU has no
// backward pass for dilated convolutions.
func (v *VJP) dense(kernel gr.Output) (gr.Output, error) {
	dh, dw := v.Spatial("dilations")
	if dh == 1 && dw == 1 {
		return kernel, nil
	}
	if k := kernel.Shape(); !k.Static() || len(k) != 4 {
		return gr.Output{}, errors.New("a dilated convolution's kernel must have a known shape")
	}
	return v.spread(kernel, dh, dw), nil
}

// spread emits the kernel with d-1 zeros between its elements:
//
//	k[h,w,i,o] -> [h,1,w,1,i,o] -> pad with d-1 zeros -> [h*d,w*d,i,o] -> cut to [(h-1)*d+1,(w-1)*d+1,i,o]
func (v *VJP) spread(kernel gr.Output, dh, dw int32) gr.Output {
	k := kernel.Shape()
	h, w, in, out := int32(k[0]), int32(k[1]), int32(k[2]), int32(k[3])
	zeros := v.Const("", gr.Tensor(gr.Shape{6, 2}, 0, 0, 0, dh-1, 0, 0, 0, dw-1, 0, 0, 0, 0))
	split := v.Reshape(kernel, v.Ints(h, 1, w, 1, in, out))
	padded := v.Op("Pad", "", gr.Type{DType: kernel.DType()},
		gr.Attrs{"T": kernel.DType(), "Tpaddings": gr.Int32}, split, zeros)
	joined := v.Reshape(padded, v.Ints(h*dh, w*dw, in, out))
	return v.Slice(joined, v.Ints(0, 0, 0, 0), v.Ints((h-1)*dh+1, (w-1)*dw+1, in, out))
}

// Spatial returns the entries of a list attribute for height and width. An absent
// attribute gives 1.
func (v *VJP) Spatial(attr string) (h, w int32) {
	list := v.Node.Ints(attr)
	if len(list) != 4 {
		return 1, 1
	}
	if v.ChannelsFirst() {
		return int32(list[2]), int32(list[3])
	}
	return int32(list[1]), int32(list[2])
}

// ChannelsFirst reports whether images are [N,C,H,W].
func (v *VJP) ChannelsFirst() bool { return v.Node.Str("data_format", "NHWC") == "NCHW" }

func (v *VJP) channelAxis() int {
	if v.ChannelsFirst() {
		return 1
	}
	return 3
}
