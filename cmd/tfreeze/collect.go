package main

import (
	"os"
	"runtime"
	"runtime/debug"
)

// firstCollection is the size of Go's heap, in multiples of the runtime's 4 MB, at which
// it is first collected. Most commands end before.
const firstCollection = 16

// collectLater puts Go's first collection off, unless the user has set GOGC. From then on
// the runtime's own rule applies.
func collectLater() {
	if _, decided := os.LookupEnv("GOGC"); decided {
		return
	}
	usual := debug.SetGCPercent(100 * firstCollection)
	runtime.SetFinalizer(new(sentinel), func(*sentinel) { debug.SetGCPercent(usual) })
}

// A sentinel is found unused by the first collection. It holds a pointer, since small
// objects without pointers share their memory.
type sentinel struct{ _ *int }
