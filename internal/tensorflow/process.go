package tensorflow

// #include "heap.h"
import "C"

import (
	"os"
	"runtime"
	"sync/atomic"
)

// quiet reports whether to turn stderr off while the library loads.
var quiet atomic.Bool

// Quiet makes the library write only fatal errors to stderr, unless the user has set
// TF_CPP_MIN_LOG_LEVEL. It sets this variable. Load also turns the descriptor off while
// it runs, since the library logs before the level takes effect. Call Quiet before
// Load, and only in a process of your own.
func Quiet() {
	if setUnlessSet("TF_CPP_MIN_LOG_LEVEL", "3") {
		quiet.Store(true)
	}
}

// PreferOneDNN turns on oneDNN's kernels, unless the user has set
// TF_ENABLE_ONEDNN_OPTS. It sets this variable. By default, TensorFlow uses these
// kernels only on processors with AVX-512 VNNI or later. Limited to AVX2, the gradient
// of VGG16 took 0.6 s with them and 2.2 s without, in separate runs on a busy machine.
// They round differently. Call PreferOneDNN before Load, and only in a process of your
// own.
func PreferOneDNN() { setUnlessSet("TF_ENABLE_ONEDNN_OPTS", "1") }

// UsesOneDNN reports whether oneDNN's kernels are turned on by name. TensorFlow may use
// them if it says no.
func UsesOneDNN() bool { return runtime.GOARCH == "amd64" && os.Getenv("TF_ENABLE_ONEDNN_OPTS") == "1" }

// setUnlessSet sets a variable unless the user has set it, and reports whether it did.
func setUnlessSet(variable, value string) bool {
	if _, decided := os.LookupEnv(variable); decided {
		return false
	}
	return os.Setenv(variable, value) == nil
}

// OneHeap has threads that start from now on share the heaps of C that there are, unless
// the user has set MALLOC_ARENA_MAX. glibc would give each a heap of its own, of which
// TensorFlow's threads leave parts empty that the others need: integrated gradients of
// VGG16 with 100 steps held 1.41 GB then, not 1.37 GB, in the same time. Call it before
// Load, and only in a process of your own.
func OneHeap() {
	if _, decided := os.LookupEnv("MALLOC_ARENA_MAX"); !decided {
		C.tfreeze_one_heap()
	}
}
