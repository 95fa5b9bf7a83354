package explain

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"tfreeze/gen"
	"tfreeze/internal/tolerances"
	"tfreeze/savedmodels"
)

func openTiny(t *testing.T) *Explainer {
	t.Helper()
	m, err := savedmodels.Load(savedmodels.Source{Path: "../testdata/tiny/frozen.pb"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := gen.Build(m, gen.Options{}); err != nil {
		t.Fatal(err)
	}
	e, err := Open(m, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

// TestScores: inputs together, or one at a time, have the scores of which explanations of
// each tell.
func TestScores(t *testing.T) {
	e := openTiny(t)
	var inputs [][]float32
	for k := range 3 {
		inputs = append(inputs, slices.Repeat([]float32{float32(k), -1, 2}, 6*6))
	}
	for _, alone := range []string{"", "it mixes them"} {
		e.alone = alone
		got, err := e.Scores(context.Background(), e.InputShape(), inputs)
		if err != nil || len(got) != len(inputs) {
			t.Fatalf("%d scores, error %v", len(got), err)
		}
		for i, x := range inputs {
			r, err := e.Explain(context.Background(), e.InputShape(), x, NewRequest())
			if err != nil {
				t.Fatal(err)
			}
			sameScores(t, got[i], r.Scores)
		}
		if slices.Equal(got[0], got[1]) {
			t.Error("two inputs have the same scores")
		}
	}
	if got, err := e.Scores(context.Background(), e.InputShape(), nil); len(got) > 0 || err != nil {
		t.Errorf("no inputs have the scores %v, error %v", got, err)
	}
}

func sameScores(t *testing.T, got, want []float32) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d scores, want %d", len(got), len(want))
	}
	largest := 0.0
	for _, w := range want {
		largest = max(largest, math.Abs(float64(w)))
	}
	for i := range want {
		if off := math.Abs(float64(got[i] - want[i])); !(off <= tolerances.Of("maps of a batch").Value*largest) {
			t.Errorf("score %d is %v, want %v", i, got[i], want[i])
		}
	}
}

// TestScoresRefuses: an error says which input is wrong, and the context ends the work.
func TestScoresRefuses(t *testing.T) {
	e := openTiny(t)
	good, short := make([]float32, 6*6*3), make([]float32, 4)
	if _, err := e.Scores(context.Background(), e.InputShape(), [][]float32{good, short}); err == nil || !strings.Contains(err.Error(), "input 1: the input has 4 elements") {
		t.Errorf("a short input: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := e.Scores(ctx, e.InputShape(), [][]float32{good}); err != context.Canceled {
		t.Errorf("after the context's end: %v", err)
	}
	e.source.elsewhere = true
	if _, err := e.Scores(context.Background(), e.InputShape(), [][]float32{good}); err == nil || !strings.Contains(err.Error(), "the score also needs") {
		t.Errorf("without the model's own input: %v", err)
	}
}
