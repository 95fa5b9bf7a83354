package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

// TestCollectLater: the usual rule is back after the first collection.
func TestCollectLater(t *testing.T) {
	usual := debug.SetGCPercent(77)
	defer debug.SetGCPercent(usual)
	t.Setenv("GOGC", "77")
	if collectLater(); percent() != 77 {
		t.Errorf("a rule that the user has set is %d", percent())
	}
	os.Unsetenv("GOGC") // t.Setenv restores it
	if collectLater(); percent() != 100*firstCollection {
		t.Errorf("the rule is %d until the first collection", percent())
	}
	for range 100 {
		runtime.GC()
		time.Sleep(time.Millisecond)
		if percent() == 77 {
			return
		}
	}
	t.Errorf("the rule is %d after collections, want 77", percent())
}

// percent returns the rule in force.
func percent() int {
	p := debug.SetGCPercent(-1)
	debug.SetGCPercent(p)
	return p
}
