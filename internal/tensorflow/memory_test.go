package tensorflow

import (
	"fmt"
	"os"
	"testing"
)

// TestMemoryIsFreed runs a graph that makes 4 MB in each run 500 times. These 2 GB are
// invisible to Go's collector; at most collectAfter may wait for it.
func TestMemoryIsFreed(t *testing.T) {
	s := open(t, `node { name: "x" op: "Placeholder" `+float+` }
node { name: "y" op: "Neg" input: "x" attr { key: "T" value { type: DT_FLOAT } } }`)
	x := tensor(t, []int64{1 << 20}, make([]float32, 1<<20)...)
	before := resident(t)
	for range 500 {
		if _, err := s.Run(map[string]*Tensor{"x": x}, []string{"y"}); err != nil {
			t.Fatal(err)
		}
	}
	if grown := resident(t) - before; grown > collectAfter+(256<<20) {
		t.Errorf("memory grew by %d MB", grown>>20)
	}
}

// resident returns the memory of the process in bytes.
func resident(t *testing.T) int64 {
	t.Helper()
	raw, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Fatal(err)
	}
	var size, pages int64
	if _, err := fmt.Sscan(string(raw), &size, &pages); err != nil {
		t.Fatal(err)
	}
	return pages * int64(os.Getpagesize())
}
