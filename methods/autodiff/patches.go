package autodiff

import (
	"errors"
	"fmt"
	"slices"

	gr "tfreeze/graphrewrite"
)

// maxPatch bounds the number of pixels of a patch: the kernel below has its square.
const maxPatch = 4096

// patchesRule is the rule of ExtractImagePatches. The patches of one channel are a
// convolution with a kernel that has a 1 for each pixel, so that the gradient is that of
// the convolution:
//
//	dy [N,h,w,pixels*C] -> [N*C,h,w,pixels] -> [N*C,H,W,1] -> dx [N,H,W,C]
func patchesRule(v *VJP) error {
	size, strides, rates := v.Node.Ints("ksizes"), v.Node.Ints("strides"), v.Node.Ints("rates")
	if len(size) != 4 || len(strides) != 4 || len(rates) != 4 {
		return errors.New("its sizes, strides and rates are not lists of four")
	}
	kernel, pixels, err := v.patchKernel(size[1:3], rates[1:3])
	if err != nil {
		return err
	}
	ofChannels := gr.Attrs{"T": v.Dy().DType(), "padding": v.Node.Attr["padding"], "strides": v.Node.Attr["strides"], "data_format": "NHWC"}
	v.DX[0] = v.patchImage("Conv2DBackpropInput", ofChannels, kernel, pixels, 2)
	return nil
}

// volumePatchesRule is the rule of ExtractVolumePatches, as patchesRule with depth.
func volumePatchesRule(v *VJP) error {
	size := v.Node.Ints("ksizes")
	if len(size) != 5 || len(v.Node.Ints("strides")) != 5 {
		return errors.New("its sizes and strides are not lists of five")
	}
	kernel, pixels, err := v.patchKernel(size[1:4], []int64{1, 1, 1})
	if err != nil {
		return err
	}
	ofChannels := gr.Attrs{"T": v.Dy().DType(), "padding": v.Node.Attr["padding"], "strides": v.Node.Attr["strides"],
		"data_format": "NDHWC", "Tshape": gr.Int32}
	v.DX[0] = v.patchImage("Conv3DBackpropInputV2", ofChannels, kernel, pixels, 3)
	return nil
}

// patchKernel emits a kernel [size..., 1, pixels] with a 1 for each pixel, and zeros
// between them if the rates are greater than 1.
func (v *VJP) patchKernel(size, rates []int64) (kernel gr.Output, pixels int32, err error) {
	n, dims, spread := int64(1), gr.Shape{}, true
	for i, s := range size {
		if s < 1 || s > maxPatch || n*s > maxPatch || rates[i] < 1 || rates[i] > maxPatch {
			return kernel, 0, fmt.Errorf("no gradient rule for patches of %v at rates %v", size, rates)
		}
		n, dims, spread = n*s, append(dims, s), spread && rates[i] == 1
	}
	dims = append(dims, 1, n)
	eye := v.Op("OneHot", "", gr.Type{DType: v.Dy().DType()}, gr.Attrs{"T": v.Dy().DType(), "TI": gr.Int32, "axis": -1},
		v.Ints(narrow(between(0, n))...), v.Int(int32(n)), v.Scalar(1, v.Dy()), v.Scalar(0, v.Dy()))
	kernel = v.Reshape(eye, v.Ints(narrow(dims)...))
	kernel.Node.Types[0].Shape = dims
	if !spread {
		kernel = v.spread(kernel, int32(rates[0]), int32(rates[1]))
	}
	return kernel, int32(n), nil
}

// between returns the numbers from first up to end, without it.
func between(first, end int64) []int64 {
	all := []int64{}
	for i := first; i < end; i++ {
		all = append(all, i)
	}
	return all
}

// patchImage emits the image, or volume, of which each channel's patches have the
// gradient dy. It has k spatial dimensions.
func (v *VJP) patchImage(op string, attrs gr.Attrs, kernel gr.Output, pixels int32, k int64) gr.Output {
	shape := v.Shape(v.In(0))
	join := func(sizes ...gr.Output) gr.Output { return v.Concat(v.Int(0), sizes...) }
	inner := func(of gr.Output) gr.Output { return v.Slice(of, v.Ints(1), v.Ints(int32(k))) }
	n, channels, at := v.Slice(shape, v.Ints(0), v.Ints(1)), v.tail(shape, 1), inner(v.Shape(v.Out()))
	patches := v.Reshape(v.Dy(), join(n, at, v.Ints(pixels), channels))
	moved := v.Transpose(patches, v.Ints(narrow(slices.Concat([]int64{0, k + 2}, between(1, k+2)))...))
	each := v.Reshape(moved, join(v.Mul(n, channels), at, v.Ints(pixels)))
	image := v.Op(op, "", gr.Type{DType: v.Dy().DType()}, attrs, join(v.Mul(n, channels), inner(shape), v.Ints(1)), kernel, each)
	apart := v.Reshape(image, join(n, channels, inner(shape)))
	dx := v.Transpose(apart, v.Ints(narrow(slices.Concat([]int64{0}, between(2, k+2), []int64{1}))...))
	dx.Node.Types[0].Shape = v.In(0).Shape()
	return dx
}

// dilation2DRule is the rule of Dilation2D, a max-pool of the image plus a kernel.
func dilation2DRule(v *VJP) error {
	attrs := []string{"strides", "rates", "padding"}
	if v.needsGrad[0] {
		v.DX[0] = v.gradOp("Dilation2DBackpropInput", attrs, v.In(0), v.In(1), v.Dy())
	}
	if v.needsGrad[1] {
		v.DX[1] = v.gradOp("Dilation2DBackpropFilter", attrs, v.In(0), v.In(1), v.Dy())
	}
	return nil
}
