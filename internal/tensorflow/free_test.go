package tensorflow

import (
	"runtime/debug"
	"testing"
)

// TestFree: 400 MB of results are freed without Go's collector. What was fed stays, though a
// result may share its memory.
func TestFree(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	s := open(t, `node { name: "x" op: "Placeholder" `+float+` }
node { name: "y" op: "Neg" input: "x" attr { key: "T" value { type: DT_FLOAT } } }
node { name: "same" op: "Identity" input: "x" attr { key: "T" value { type: DT_FLOAT } } }`)
	fed := make([]float32, 1<<20)
	fed[1] = 7
	x := tensor(t, []int64{1 << 20}, fed...)
	before := resident(t)
	for range 100 {
		out, err := s.Run(map[string]*Tensor{"x": x}, []string{"y", "same"})
		if err != nil {
			t.Fatal(err)
		}
		Free(out...)
	}
	if grown := resident(t) - before; grown > 100<<20 {
		t.Errorf("memory grew by %d MB", grown>>20)
	}
	if v, err := Values[float32](x); err != nil || len(v) != 1<<20 || v[1] != 7 {
		t.Errorf("what was fed has changed: %d elements, %v", len(v), err)
	}
}
