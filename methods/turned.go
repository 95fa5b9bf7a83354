package methods

import gr "tfreeze/graphrewrite"

// turnedConv is the gradient of a convolution of stride 1 as a convolution, of
// dy with the turned kernel:
//
//	Conv2DBackpropInput(W, dy) = Conv2D(dy, turned W), padded with (k-1)d - p where y was padded with p
//
// It does nothing and returns false for a convolution of another kind.
//
// Without oneDNN, which TensorFlow leaves off on processors that lack AVX-512
// VNNI, Conv2DBackpropInput unfolds the whole image first: for 224x224x64 it
// takes 110 ms, and the convolution 46 ms, on two cores. With oneDNN both take
// the same. The backward pass has no dilation at all, the convolution has.
func (v *VJP) turnedConv() bool {
	kernel := v.In(1)
	k := kernel.Shape()
	sh, sw := v.spatial("strides")
	if v.channelsFirst() || sh != 1 || sw != 1 || len(k) != 4 || !k.Static() || !isWeight(kernel) {
		return false
	}
	if x := v.In(0).Shape(); len(x) != 4 || x[3] != k[2] {
		return false
	}
	dh, dw := v.spatial("dilations")
	height, ok1 := v.turnedPads(2, (int64(k[0])-1)*int64(dh))
	width, ok2 := v.turnedPads(4, (int64(k[1])-1)*int64(dw))
	if !ok1 || !ok2 {
		return false
	}
	attrs := gr.Attrs{
		"T": v.Dy().DType(), "strides": []int{1, 1, 1, 1}, "dilations": []int{1, int(dh), int(dw), 1}, "data_format": "NHWC",
		"padding": "EXPLICIT", "explicit_paddings": []int{0, 0, height[0], height[1], width[0], width[1], 0, 0},
	}
	if v.Node.Str("padding", "") == "SAME" && height[0] == height[1] && width[0] == width[1] {
		attrs["padding"] = "SAME"
		delete(attrs, "explicit_paddings")
	}
	v.DX[0] = v.Op("Conv2D", "", v.In(0).Type(), attrs, v.Dy(), v.fast.turn(kernel))
	return true
}

// turnedPads are the paddings before and behind dy along one dimension, whose
// entry in explicit_paddings is at and along which the kernel reaches that far.
// It is false where y was padded further than the kernel reaches.
func (v *VJP) turnedPads(at int, reach int64) (pads [2]int, ok bool) {
	var before, behind int64
	switch v.Node.Str("padding", "") {
	case "VALID":
	case "SAME":
		before = reach / 2
		behind = reach - before
	case "EXPLICIT":
		given := v.Node.Ints("explicit_paddings")
		if len(given) != 8 {
			return pads, false
		}
		before, behind = given[at], given[at+1]
	default:
		return pads, false
	}
	pads = [2]int{int(reach - before), int(reach - behind)}
	return pads, before <= reach && behind <= reach
}
