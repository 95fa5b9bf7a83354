package tensorflow

// #include <stdlib.h>
// #include <stdint.h>
import "C"

import (
	"unsafe"

	"tfreeze/internal/kernels"
)

// tfreezeWinograd is the kernel of an op of ours, by kernels.Tiles:
//
//	TfreezeWinograd(dy [N,H,W,C], kernel [panels,products,C,width], gates...) -> dx [N,H,W,channels]
//
// threads says how many compute one gradient; 0 is one per core.
//
//export tfreezeWinograd
func tfreezeWinograd(dy, kernel, gate, dx unsafe.Pointer, dims *C.int64_t, in, panels, width, tile, threads C.int, near, far C.float) {
	shape := unsafe.Slice(dims, 4)
	t := kernels.Tiles{
		DY: (*float32)(dy), Kernel: (*float32)(kernel), Gate: (*float32)(gate), DX: (*float32)(dx),
		N: int(shape[0]), H: int(shape[1]), W: int(shape[2]), In: int(in), Out: int(shape[3]),
		Panels: int(panels), Width: int(width), Tile: int(tile), Near: float32(near), Far: float32(far),
	}
	t.Compute(kernels.Best(), threadsOf(int(threads)))
}
