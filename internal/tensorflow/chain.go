package tensorflow

// #include <stdlib.h>
// #include <stdint.h>
import "C"

import (
	"unsafe"

	"tfreeze/internal/kernels"
)

// tfreezeChain is the kernel of an op of ours, by kernels.Chain:
//
//	TfreezeChain(inputs...) -> result, in the shape of the largest input
//
// threads says how many compute it; 0 is one per core. It returns what is wrong with steps.
//
//export tfreezeChain
func tfreezeChain(steps *C.char, n C.int, data *unsafe.Pointer, counts *C.int64_t, out unsafe.Pointer, size C.int64_t, threads C.int) *C.char {
	parsed, err := kernels.ParseChain(C.GoString(steps), int(n))
	if err != nil {
		return C.CString(err.Error())
	}
	c := kernels.Chain{Steps: parsed, Out: (*float32)(out), Size: int(size)}
	for i, in := range unsafe.Slice(data, n) {
		c.Inputs = append(c.Inputs, (*float32)(in))
		c.Counts = append(c.Counts, int(unsafe.Slice(counts, n)[i]))
	}
	c.Compute(kernels.Best(), threadsOf(int(threads)))
	return nil
}
