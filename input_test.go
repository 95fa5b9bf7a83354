package tfreeze

import (
	"testing"

	"tfreeze/inputs"
)

// TestArrayType: an array of integers is what a model takes itself, one of floats is the
// network's input.
func TestArrayType(t *testing.T) {
	half := func(r inputs.Raw) ([]int64, []float32, error) {
		return r.Shape, []float32{r.Values[0] / 2, r.Values[1] / 2}, nil
	}
	r := &inputs.Reader{Shape: []int64{2}, Through: &inputs.Through{Name: "x:0", Integers: true, Shape: []int64{2}, Make: half}}
	for kind, want := range map[string]float32{"uint8": 3, "": 6, "float64": 6} {
		all, err := Array{Shape: []int64{2}, Values: []float32{6, 8}, Type: kind}.read(r)
		if err != nil || len(all) != 1 || all[0].X[0] != want {
			t.Errorf("%q: got %v, %v", kind, all, err)
		}
	}
}
