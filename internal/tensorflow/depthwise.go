package tensorflow

// #include <stdlib.h>
// #include <stdint.h>
import "C"

import (
	"unsafe"

	"tfreeze/internal/kernels"
)

// tfreezeDepthwise is the kernel of an op of ours, by kernels.Depthwise:
//
//	TfreezeDepthwise(dy [N,OH,OW,C], kernel [KH,KW,C,1], gates...) -> dx [N,h,w,C]
//
// after and before are the highs of the two gates; 0 is for none. given has the dimensions of dy
// and the kernel, and numbers strides, paddings and threads, of which 0 is one per core. It
// returns what is wrong.
//
//export tfreezeDepthwise
func tfreezeDepthwise(dy, kernel, after, before unsafe.Pointer, afterHigh, beforeHigh C.float, dx unsafe.Pointer, dims, given *C.int64_t, numbers unsafe.Pointer) *C.char {
	shape, in, n := unsafe.Slice(dims, 4), unsafe.Slice(given, 8), unsafe.Slice((*int32)(numbers), 5)
	d := kernels.Depthwise{
		DY: (*float32)(dy), Kernel: (*float32)(kernel), After: (*float32)(after), Before: (*float32)(before),
		AfterHigh: float32(afterHigh), BeforeHigh: float32(beforeHigh), DX: (*float32)(dx),
		N: int(shape[0]), H: int(shape[1]), W: int(shape[2]), C: int(shape[3]), OH: int(in[1]), OW: int(in[2]), KH: int(in[4]), KW: int(in[5]),
		SH: int(n[0]), SW: int(n[1]), PT: int(n[2]), PL: int(n[3]),
	}
	if err := d.Check(); err != nil {
		return C.CString(err.Error())
	}
	d.Compute(kernels.Best(), threadsOf(int(n[4])))
	return nil
}
