package integration

import (
	"bytes"
	"context"
	"errors"
	"math"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tfreeze/explain"
	"tfreeze/internal/tolerances"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

func tiny(t *testing.T) (*explain.Explainer, *golden) {
	t.Helper()
	return open(t, load(t, savedmodels.Source{Path: testdata + "tiny/frozen.pb"})), readGolden(t, "tiny.case0")
}

// TestCancelBetween: the work stops when the context ends. What was finished has been
// passed to Each.
func TestCancelBetween(t *testing.T) {
	e, g := tiny(t)
	ctx, cancel := context.WithCancel(context.Background())
	r := explain.NewRequest()
	var done []string
	r.Each = func(_ *explain.Result, a explain.Attribution) error {
		done = append(done, a.Method)
		cancel()
		return nil
	}
	if _, err := e.Explain(ctx, g.shape, g.x, r); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	if !slices.Equal(done, []string{"grad"}) {
		t.Errorf("handed over %v, want grad alone", done)
	}
}

// TestCancelOnThePath: a path stops when the context ends, after the points in
// progress.
func TestCancelOnThePath(t *testing.T) {
	e, g := tiny(t)
	ctx, cancel := context.WithCancel(context.Background())
	r := explain.NewRequest()
	r.Methods, r.Parallel = only(t, "integrated_gradients"), 3
	r.Options.Set(methods.Steps.Is(1000))
	runs := 0
	r.Progress = func(done, _ int) {
		if runs = done; done == 5 {
			cancel()
		}
	}
	r.Each = func(*explain.Result, explain.Attribution) error {
		t.Error("half a path was handed over")
		return nil
	}
	if _, err := e.Explain(ctx, g.shape, g.x, r); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	if runs > 5+r.Parallel-1 {
		t.Errorf("%d runs; the context ended at the fifth", runs)
	}
	if _, err := e.Explain(ctx, g.shape, g.x, r); !errors.Is(err, context.Canceled) {
		t.Errorf("of an ended context: got %v, want %v", err, context.Canceled)
	}
}

func TestEachEndsTheWork(t *testing.T) {
	e, g := tiny(t)
	r := explain.NewRequest()
	full := errors.New("the disk is full")
	r.Each = func(*explain.Result, explain.Attribution) error { return full }
	if _, err := e.Explain(context.Background(), g.shape, g.x, r); !errors.Is(err, full) {
		t.Errorf("got %v, want %v", err, full)
	}
}

// TestProgress counts up to the total that was announced at the start.
func TestProgress(t *testing.T) {
	e, g := tiny(t)
	r := explain.NewRequest()
	r.Methods = methods.Served()
	r.Options.Set(methods.Steps.Is(7), methods.Samples.Is(5))
	runs, want := 0, 0
	r.Progress = func(done, total int) {
		if runs++; done != runs || want != 0 && total != want {
			t.Errorf("run %d is called %d of %d", runs, done, total)
		}
		want = total
	}
	run(t, e, g, r)
	if runs != want {
		t.Errorf("%d runs, %d were announced", runs, want)
	}
}

// TestLayers compares with the counts of the original code.
func TestLayers(t *testing.T) {
	e, g := tiny(t)
	got := run(t, e, g, explain.NewRequest()).Layers
	want := []explain.Layer{
		{Name: "tiny/conv1/Relu", Shape: []int64{6, 6, 4}, Threshold: got[0].Threshold, Nodes: 144, Positives: 67, Selected: 14},
		{Name: "tiny/conv2/Relu", Shape: []int64{3, 3, 5}, Threshold: got[1].Threshold, Nodes: 45, Positives: 15, Selected: 3},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestConvergenceDelta: without pooling, DeepLIFT is complete on its network, up to the
// rounding of a hundred terms. Integrated gradients is nearly complete: of 1000 steps,
// about one in a hundred crosses a kink.
func TestConvergenceDelta(t *testing.T) {
	e, g := tiny(t)
	r := explain.NewRequest()
	r.Methods = only(t, "grad", "deeplift", "integrated_gradients")
	r.Options.Set(methods.Steps.Is(1000))
	r.Variants = []serving.Variant{serving.Plain, serving.Mask}
	result := run(t, e, g, r)
	for _, a := range result.Attributions {
		if a.Method == "grad" {
			if a.ConvergenceDelta != nil {
				t.Errorf("grad, %s: a convergence delta of %v, which grad does not promise", a.Variant, *a.ConvergenceDelta)
			}
			continue
		}
		allowed := tolerances.Of("deltas/" + a.Method).Value
		if r := *a.ConvergenceDelta / float64(result.Score); math.Abs(r) > allowed || math.IsNaN(r) {
			t.Errorf("%s, %s: the convergence delta is %v of the score", a.Method, a.Variant, r)
		}
	}
}

// TestCollector: a map does not use memory that TensorFlow frees.
func TestCollector(t *testing.T) {
	e, g := tiny(t)
	r := explain.NewRequest()
	r.Methods = methods.Served()
	r.Options.Set(methods.Samples.Is(3), methods.Steps.Is(3))
	want := run(t, e, g, r)
	r.Progress = func(int, int) {
		// The second collection frees the memory that the first one's finalizers
		// released.
		runtime.GC()
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
	for i, a := range run(t, e, g, r).Attributions {
		if !bytes.Equal(bytesOf(t, a.Values), bytesOf(t, want.Attributions[i].Values)) {
			t.Errorf("%s, %s: the collector changed the map", a.Method, a.Variant)
		}
	}
}
