package tensorflow

// #include <stdlib.h>
// #include "ownops.h"
import "C"

import (
	"fmt"
	"runtime"
	"unsafe"
)

// addOps adds to the library the ops that package explain puts into the graphs that it runs.
func addOps() error {
	for _, why := range []*C.char{C.tfreeze_add_winograd(), C.tfreeze_add_chain(), C.tfreeze_add_depthwise()} {
		if why != nil {
			defer C.free(unsafe.Pointer(why))
			return fmt.Errorf("tensorflow: adding an op: %s", C.GoString(why))
		}
	}
	return nil
}

// threadsOf is how many threads compute an op of ours; 0 is one per core.
func threadsOf(n int) int {
	if n == 0 {
		return runtime.GOMAXPROCS(0)
	}
	return n
}
