package tfreeze_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"tfreeze"
	"tfreeze/internal/tolerances"
)

// TestScores: images and arrays together have the scores that explanations of them have.
func TestScores(t *testing.T) {
	m := openTiny(t, tfreeze.ModelOptions{})
	photo := decoded(t, picture)
	array := preprocessed(t, photo)
	array.Values = slices.Repeat([]float32{60, -40, 20}, len(array.Values)/3)
	ins := []tfreeze.Input{tfreeze.File(picture), tfreeze.Image{Image: photo}, array}
	got, err := m.Scores(context.Background(), ins...)
	if err != nil || len(got) != len(ins) {
		t.Fatalf("%d scores, error %v", len(got), err)
	}
	for i, in := range ins {
		want := explained(t, m, in, tfreeze.ExplainOptions{Methods: []string{"grad"}}).Scores
		for k := range want {
			if off := math.Abs(float64(got[i][k] - want[k])); !(off <= tolerances.Of("maps of a batch").Value*math.Abs(float64(want[k]))) {
				t.Errorf("input %d, class %d: %v, want %v", i, k, got[i][k], want[k])
			}
		}
	}
	if slices.Equal(got[1], got[2]) {
		t.Error("another input has the same scores")
	}
	if _, err := m.Scores(context.Background(), nil); err == nil {
		t.Error("a nil input is taken")
	}
}
