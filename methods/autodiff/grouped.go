package autodiff

import (
	"fmt"

	gr "tfreeze/graphrewrite"
)

// maxGroups bounds the number of nodes that one convolution may emit.
const maxGroups = 4096

// groups returns the number of groups into which the convolution divides its channels.
// It is 1 if the shapes do not show groups.
func (v *VJP) groups() (int64, error) {
	x, k := v.In(0).Shape(), v.In(1).Shape()
	if len(x) != 4 || len(k) != 4 || k[2] <= 0 || x[v.channelAxis()] <= 0 {
		return 1, nil
	}
	channels := x[v.channelAxis()]
	if channels%k[2] != 0 || channels/k[2] > maxGroups {
		return 0, fmt.Errorf("%d channels do not divide into groups of %d, at most %d", channels, k[2], maxGroups)
	}
	return channels / k[2], nil
}

// oneChannelEach reports whether each group reads a single channel, in a form that one
// op can compute. A convolution of ConvNeXt, as Keras 3 exports it, has 1536 groups.
func (v *VJP) oneChannelEach() bool {
	k := v.In(1).Shape()
	h, w := v.Spatial("strides")
	return k[2] == 1 && k.Static() && h == w && !v.ChannelsFirst()
}

// depthwiseKernel rearranges the kernel of groups of one channel, [h,w,1,C*m], for
// DepthwiseConv2dNative, [h,w,C,m].
func (v *VJP) depthwiseKernel(kernel gr.Output, groups int64) gr.Output {
	k := v.In(1).Shape()
	laid := v.Reshape(kernel, v.Ints(int32(k[0]), int32(k[1]), int32(groups), int32(k[3]/groups)))
	laid.Node.Types[0].Shape = gr.Shape{k[0], k[1], groups, k[3] / groups}
	return laid
}

// groupedConv differentiates each group separately.
func (v *VJP) groupedConv(kernel gr.Output, groups int64) error {
	x := v.In(0)
	if !x.Shape()[1:].Static() {
		return fmt.Errorf("a convolution in %d groups needs a known image size, not %v", groups, x.Shape())
	}
	axis := int32(v.channelAxis())
	parts := v.split(v.Dy(), axis, groups)
	kernels := v.split(kernel, 3, groups)
	size := v.partShape(x, axis, groups)
	for i := range parts {
		parts[i] = v.gradOp("Conv2DBackpropInput", convAttrs, size, kernels[i], parts[i])
	}
	v.DX[0] = v.Concat(v.Int(axis), parts...)
	return nil
}

func (v *VJP) split(x gr.Output, axis int32, n int64) []gr.Output {
	types := make([]gr.Type, n)
	for i := range types {
		types[i].DType = x.DType()
	}
	node := v.Emitter.Node("Split", "", types, gr.Attrs{"T": x.DType(), "num_split": int(n)}, v.Int(axis), x)
	parts := make([]gr.Output, n)
	for i := range parts {
		parts[i] = node.Out(i)
	}
	return parts
}

// partShape returns the shape of x with its channels divided by n.
func (v *VJP) partShape(x gr.Output, axis int32, n int64) gr.Output {
	divisor := []int32{1, 1, 1, 1}
	divisor[axis] = int32(n)
	return v.Op("FloorDiv", "", gr.Type{DType: gr.Int32}, gr.Attrs{"T": gr.Int32}, v.Shape(x), v.Ints(divisor...))
}
