package fastconv

import (
	"fmt"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// subpixels computes the gradient of a convolution of stride s > 1 as a convolution of
// stride 1. The pixels of x fall into s x s phases. Each phase sees every s-th tap of
// the kernel, and becomes i of the s*s*i output channels.
//
//	W[h,w,i,o] -> [h/s,w/s,o,s*s*i];  Conv2D(dy[N,h,w,o], W) = [N,h,w,s*s*i] -> [N,h*s,w*s,i]
//
// For any other convolution it does nothing and returns false.
func (v *conv) subpixels() bool {
	x, k := v.In(0).Shape(), v.In(1).Shape()
	if !v.keepsForms() || !x[1:].Static() {
		return false
	}
	s, sw := v.Spatial("strides")
	dh, dw := v.Spatial("dilations")
	if s < 2 || s != sw || int64(s) > min(k[0], k[1]) || dh != 1 || dw != 1 || k[2] > fewSubpixels && k[2] < manySubpixels {
		return false
	}
	rows, ok1 := v.phases(1, int64(s))
	columns, ok2 := v.phases(2, int64(s))
	if !ok1 || !ok2 {
		return false
	}
	attrs := gr.Attrs{
		"T": v.Dy().DType(), "strides": []int{1, 1, 1, 1}, "dilations": []int{1, 1, 1, 1}, "data_format": "NHWC", "padding": "EXPLICIT",
		"explicit_paddings": []int{0, 0, rows.before, rows.behind, columns.before, columns.behind, 0, 0},
	}
	phases := v.Op("Conv2D", "", gr.Type{DType: v.Dy().DType()}, attrs, v.Dy(), v.subkernels(s, rows, columns))
	v.DX[0] = v.interleave(phases, s, rows.pixels, columns.pixels)
	return true
}

// phases says how x and the kernel fall into phases along one dimension.
type phases struct {
	// front is the number of zeros before the kernel's taps that makes phase 0 the
	// phase of x's first pixel. taps is the number of taps of each phase; zeros behind
	// the kernel fill the last ones.
	front, taps int32
	// pixels is the number of pixels of x in each phase. It counts those behind the end
	// of x.
	pixels int32
	// before and behind are the paddings of dy.
	before, behind int
}

// phases returns the phases along dimension d of x. It fails if y was padded so far
// that dy would have to be cut.
func (v *conv) phases(d int, s int64) (phases, bool) {
	x, k := v.In(0).Shape()[d], v.In(1).Shape()[d-1]
	before, behind, ok := v.pads(d)
	if !ok || x+before+behind < k {
		return phases{}, false
	}
	y := (x+before+behind-k)/s + 1
	shift := (before + s - 1) / s
	front := shift*s - before
	taps := (k + front + s - 1) / s
	pixels := (x + s - 1) / s
	p := phases{
		front: int32(front), taps: int32(taps), pixels: int32(pixels),
		before: int(taps - 1 - shift), behind: int(pixels - y + shift),
	}
	return p, p.before >= 0 && p.behind >= 0
}

// subkernels emits the parts of the kernel for all phases, flipped:
//
//	[h,w,i,o] -> pad to [th*s,tw*s,i,o] -> [th,s,tw,s,i,o] -> reverse th and tw -> [th,tw,o,s,s,i] -> [th,tw,o,s*s*i]
func (v *conv) subkernels(s int32, rows, columns phases) gr.Output {
	layout := fmt.Sprintf("subpixels_%d_%d_%d", s, rows.front, columns.front)
	return v.form(layout, func(e autodiff.Emitter, kernel gr.Output) gr.Output {
		k := kernel.Shape()
		h, w, in, out := int32(k[0]), int32(k[1]), int32(k[2]), int32(k[3])
		zeros := e.Const("", gr.Tensor(gr.Shape{4, 2},
			rows.front, rows.taps*s-h-rows.front, columns.front, columns.taps*s-w-columns.front, 0, 0, 0, 0))
		padded := e.Op("Pad", "", gr.Type{DType: kernel.DType()}, gr.Attrs{"T": kernel.DType(), "Tpaddings": gr.Int32}, kernel, zeros)
		split := e.Reshape(padded, e.Ints(rows.taps, s, columns.taps, s, in, out))
		reversed := e.Op("ReverseV2", "", split.Type(), gr.Attrs{"T": kernel.DType(), "Tidx": gr.Int32}, split, e.Ints(0, 2))
		parts := e.Reshape(e.Transpose(reversed, e.Ints(0, 2, 5, 1, 3, 4)), e.Ints(rows.taps, columns.taps, out, s*s*in))
		parts.Node.Types[0].Shape = gr.Shape{int64(rows.taps), int64(columns.taps), k[3], int64(s) * int64(s) * k[2]}
		return parts
	})
}

// interleave does what DepthToSpace does, and cuts the result to the size of x. For 8 x
// 112 x 112 x 12 DepthToSpace takes 1.3 ms, and this transposition 0.4 ms:
//
//	[N,h,w,s*s*i] -> [Nh,w,s,s*i] -> [Nh,s,w,s*i] -> [N,h*s,w*s,i]
func (v *conv) interleave(phases gr.Output, s, h, w int32) gr.Output {
	channels := int32(v.In(0).Shape()[3])
	split := v.Reshape(phases, v.Ints(-1, w, s, s*channels))
	rows := v.Transpose(split, v.Ints(0, 2, 1, 3))
	return v.trim(v.Reshape(rows, v.Ints(-1, h*s, w*s, channels)), h*s, w*s)
}
