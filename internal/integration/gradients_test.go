package integration

import (
	"fmt"
	"math"
	"testing"

	"tfreeze/internal/tolerances"
)

// refused maps the recorded cases that Gradient refuses to its errors.
var refused = map[string]string{
	"Sign": `gradient: node "Sign/y" (Identity): it does not depend on "Sign/x:0" through differentiable ops`,
}

// TestGradients compares the table's rules with Python's tf.gradients, and with central
// differences.
func TestGradients(t *testing.T) {
	for _, set := range []string{"ops", "nets", "layernorm", "rare"} {
		t.Run(set, func(t *testing.T) {
			path := testdata + "gradients/" + set
			r := newRecording(t, readGraph(t, path+".pb"), readArrays(t, path+".npz"), false)
			r.compare(t)
			r.differences(t)
		})
	}
}

// TestFastGradients compares the fast rules with the same recordings.
func TestFastGradients(t *testing.T) {
	for _, set := range []string{"ops", "nets", "layernorm", "rare"} {
		t.Run(set, func(t *testing.T) {
			path := testdata + "gradients/" + set
			newRecording(t, readGraph(t, path+".pb"), readArrays(t, path+".npz"), true).compare(t)
		})
	}
}

func (r *recording) compare(t *testing.T) {
	t.Helper()
	for i, got := range r.gradients(t) {
		if err := near(got, r.arrays[r.cases[i]+"/dx"].data, tolerances.Of("gradients").Value); err != nil {
			t.Errorf("%s: %v", r.cases[i], err)
		}
	}
}

func near(got, want []float32, tolerance float64) error {
	if len(got) != len(want) {
		return fmt.Errorf("%d elements, want %d", len(got), len(want))
	}
	scale, worst, at := 0.0, 0.0, 0
	for i := range want {
		scale = max(scale, math.Abs(float64(want[i])))
		d := math.Abs(float64(got[i]) - float64(want[i]))
		if !(d <= worst) {
			worst, at = d, i
		}
	}
	if !(worst <= tolerance*scale) {
		return fmt.Errorf("element %d is %g, want %g: off by %.2g of the largest", at, got[at], want[at], worst/scale)
	}
	return nil
}
