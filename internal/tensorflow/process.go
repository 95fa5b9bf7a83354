package tensorflow

import (
	"os"
	"sync/atomic"
)

// quiet is whether stderr is to be turned off while the library loads.
var quiet atomic.Bool

// Quiet has the library write nothing to stderr but fatal errors, unless the user has
// set TF_CPP_MIN_LOG_LEVEL: it sets this variable, and Load turns the descriptor off
// for as long as it takes, since the library logs before any level holds. Call it
// before Load, and only in a process of your own.
func Quiet() {
	if setUnlessSet("TF_CPP_MIN_LOG_LEVEL", "3") {
		quiet.Store(true)
	}
}

// PreferOneDNN turns on oneDNN's kernels unless the user has set
// TF_ENABLE_ONEDNN_OPTS: it sets this variable. TensorFlow uses them by itself only on
// processors with AVX-512 VNNI or later; held to AVX2, the gradient of VGG16 took 0.6 s
// with them and 2.2 s without, in separate runs on a busy machine. They round in their
// own way. Call it before Load, and only in a process of your own.
func PreferOneDNN() { setUnlessSet("TF_ENABLE_ONEDNN_OPTS", "1") }

// setUnlessSet reports whether it has set the variable.
func setUnlessSet(variable, value string) bool {
	if _, decided := os.LookupEnv(variable); decided {
		return false
	}
	return os.Setenv(variable, value) == nil
}
