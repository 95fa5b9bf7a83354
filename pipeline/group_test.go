package pipeline

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tfreeze/inputs"
)

// TestGrouped: groups keep the order of the inputs, hold one shape and one target each, and have at
// most the given size.
func TestGrouped(t *testing.T) {
	small, large := []int64{2, 2, 3}, []int64{4, 4, 3}
	all := []*inputs.Input{{Path: "a", Shape: small}, {Path: "b", Shape: small}, {Path: "c", Shape: small}, {Path: "d", Shape: large}, {Path: "e", Shape: small}, {Path: "f", Shape: small, Target: "2"}}
	for size, want := range map[int][]string{1: {"a", "b", "c", "d", "e", "f"}, 2: {"a and 1 more", "c", "d", "e", "f"}, 9: {"a and 2 more", "d", "e", "f"}} {
		var got []string
		for _, g := range grouped(all, size) {
			got = append(got, g.String())
			if len(g.results) != len(g.inputs) || len(g.failed) != len(g.inputs) {
				t.Errorf("%s: %d results and %d errors for %d inputs", g, len(g.results), len(g.failed), len(g.inputs))
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("of %d (-want +got):\n%s", size, diff)
		}
	}
}
