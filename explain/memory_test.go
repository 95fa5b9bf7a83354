package explain

import (
	"testing"

	"tfreeze/gen"
	"tfreeze/methods"
	"tfreeze/savedmodels"
)

// TestTogether: memory for one run allows one run, and more memory no more runs than
// are fast.
func TestTogether(t *testing.T) {
	e := tiny(t)
	shape := []int64{6, 6, 3}
	one := e.footprint(shape)
	// The count includes the input, and Conv2D, BiasAdd and Relu of the two layers,
	// [6,6,4] and [3,3,5].
	if least := int64(4 * 2 * (6*6*3 + 3*6*6*4 + 3*3*3*5)); one < least || one > 2*least {
		t.Errorf("a run is said to take %d bytes, about %d are expected", one, least)
	}
	for memory, want := range map[int64]int{0: 1, one: 1, 2*one - 1: 1, 2 * one: 2, 1 << 40: 2} {
		if got := e.Together(shape, memory); got != want {
			t.Errorf("%d runs fit into %d bytes, want %d", got, memory, want)
		}
	}
	if free, err := FreeMemory(); err == nil && free < 1<<20 {
		t.Errorf("%d bytes are free", free)
	}
}

// tiny is a network of three convolutions.
func tiny(t *testing.T) *Explainer {
	t.Helper()
	m, err := savedmodels.Load(savedmodels.Source{Path: "../testdata/tiny/frozen.pb"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := gen.Build(m, gen.Options{Bare: true}); err != nil {
		t.Fatal(err)
	}
	e, err := Open(m, Options{Methods: methods.Served()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

// TestPoints: two points of a path run at once, unless one keeps all cores busy. Work is
// counted by TensorFlow's convolutions and by oneDNN's.
func TestPoints(t *testing.T) {
	for _, oneDNN := range []string{"0", "1"} {
		t.Setenv("TF_ENABLE_ONEDNN_OPTS", oneDNN)
		e := tiny(t)
		// The layers are convolutions of 3x3, from 3 channels to 4, from 4 to 5, and from 5 to 3 at
		// the only place where the image is whole.
		if got, want := e.multiplyAdds(), int64(6*6*4*3*3*3+3*3*5*3*3*4+3*3*3*5); got != want {
			t.Errorf("%d multiply-adds, want %d", got, want)
		}
		if got := e.Points(); got != 2 {
			t.Errorf("%d points at once, want 2", got)
		}
	}
	for work, want := range map[int64]int{4_100_000_000: 2, 15_300_000_000: 1} {
		if got := pointsOf(work); got != want {
			t.Errorf("%d multiply-adds: %d points at once, want %d", work, got, want)
		}
	}
}
