package bindings

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tfreeze/gen/bindings/testdata/positions"
	"tfreeze/internal/tensorflow"
	"tfreeze/savedmodels"
)

func openPositions(t *testing.T) *positions.Model {
	t.Helper()
	if err := tensorflow.Load(); err != nil {
		t.Fatal(err)
	}
	m, _ := readCase(t, "testdata/positions/positions.txtar")
	m.Card.Generated = &savedmodels.Generated{}
	dir := t.TempDir()
	if err := savedmodels.WriteFiles(dir, m, nil); err != nil {
		t.Fatal(err)
	}
	opened, err := positions.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { opened.Close() })
	return opened
}

// TestPlaces: each input has its own place, or all share one, and all share the weights.
func TestPlaces(t *testing.T) {
	m := openPositions(t)
	x := positions.Tensor[float32]{Shape: []int64{3, 2, 3}, Values: make([]float32, 18)}
	for i := range x.Values {
		x.Values[i] = 1
	}
	// The weights have as many rows as there are inputs in a run.
	weights := positions.Tensor[float32]{Shape: []int64{2, 1}, Values: []float32{1, 3}}
	places := []positions.Place{{0, 1}, {1, positions.Every}, {positions.Every, 2}}
	for _, size := range []int{0, 2, 3} {
		e, err := m.Grad(context.Background(), x, places, positions.GradOptions{TargetWeights: weights, Batch: size})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(places, e.Target); diff != "" {
			t.Errorf("batch %d: targets %s", size, diff)
		}
		if diff := cmp.Diff([]float32{2, 2, 2}, e.Score); diff != "" {
			t.Errorf("batch %d: scores %s", size, diff)
		}
		if a := e.Attribution.Values; a[0] != 1 || a[3] != 3 || a[17] != 3 {
			t.Errorf("batch %d: attribution %v", size, a)
		}
	}
	e, err := m.Grad(context.Background(), x, places[:1], positions.GradOptions{})
	if err != nil || cmp.Diff([]positions.Place{{0, 1}, {0, 1}, {0, 1}}, e.Target) != "" {
		t.Errorf("one place for all: %v, error %v", e, err)
	}
	for want, wrong := range map[string][]positions.Place{
		"0 targets for 3 inputs: give one, or one for each input": nil,
		"target 1 has 1 indices, and the first 2":                 {{0, 1}, {1}, {0, 1}},
	} {
		if _, err := m.Grad(context.Background(), x, wrong, positions.GradOptions{Batch: 3}); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}
