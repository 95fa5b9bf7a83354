package kernels

// #include "kernels.h"
// #include "flush.h"
// #cgo noescape tfreeze_depthwise
// static void tfreeze_depthwise(const form *f, depthwise d, int64_t from, int64_t to, float *room) {
//   rounding before = flush();
//   f->depthwise(&d, from, to, room);
//   unflush(before);
// }
import "C"

import "fmt"

// A Depthwise is the gradient of a depthwise convolution, of one output channel for each input
// channel, with respect to its images.
type Depthwise struct {
	// DY is [N,OH,OW,C], and Kernel [KH,KW,C].
	DY, Kernel *float32
	// After and Before, if there, are the results of Relu or Relu6 behind the convolution and
	// before it, in the shapes of DY and DX. They pass what lies between 0 and their highs.
	After, Before         *float32
	AfterHigh, BeforeHigh float32
	// DX is [N,H,W,C].
	DX                     *float32
	N, H, W, OH, OW, C     int
	KH, KW, SH, SW, PT, PL int
}

// MaxTaps is how many a depthwise kernel may have.
const MaxTaps = C.DEPTHWISE_TAPS

// Check refuses a convolution that Compute does not know.
func (d *Depthwise) Check() error {
	for _, n := range []int{d.H, d.W, d.OH, d.OW, d.C, d.KH, d.KW, d.SH, d.SW} {
		if n < 1 || n > 1<<30 {
			return fmt.Errorf("depthwise: %d is no size", n)
		}
	}
	if d.KH*d.KW > MaxTaps || d.PT < 0 || d.PL < 0 || d.PT >= d.KH || d.PL >= d.KW {
		return fmt.Errorf("depthwise: no kernel of %dx%d, padded by %d and %d", d.KH, d.KW, d.PT, d.PL)
	}
	return nil
}

// Compute writes DX with so many threads. Its bits are the same for any number.
func (d *Depthwise) Compute(f Form, threads int) {
	left := max(0, d.KW-1-d.PL+d.SW-1) / d.SW
	right := max(0, (d.W-1+d.PL)/d.SW-(d.OW-1))
	c := C.depthwise{
		dy: (*C.float)(d.DY), kernel: (*C.float)(d.Kernel), after: (*C.float)(d.After), before: (*C.float)(d.Before), dx: (*C.float)(d.DX),
		h: C.int32_t(d.H), w: C.int32_t(d.W), oh: C.int32_t(d.OH), ow: C.int32_t(d.OW), channels: C.int32_t(d.C),
		kh: C.int32_t(d.KH), kw: C.int32_t(d.KW), sh: C.int32_t(d.SH), sw: C.int32_t(d.SW), pt: C.int32_t(d.PT), pl: C.int32_t(d.PL),
		left: C.int32_t(left), right: C.int32_t(right), after_high: C.float(d.AfterHigh), before_high: C.float(d.BeforeHigh),
	}
	wide := (d.C + 15) / 16 * 16
	rows := d.N * d.H
	shares := min(rows, max(1, min(4*threads, d.N*d.H*d.W*d.C/elementsPerThread)))
	room := d.KH * (d.KW + left + d.OW + right) * wide
	inShares(shares, threads, room, func(i int, room []float32) {
		C.tfreeze_depthwise(f.c, c, C.int64_t(rows*i/shares), C.int64_t(rows*(i+1)/shares), (*C.float)(&room[0]))
	})
}
