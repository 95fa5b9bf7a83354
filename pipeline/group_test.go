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

// TestShare: groups that explain another target of the same input have one run, and others
// have none.
func TestShare(t *testing.T) {
	of := func(array int, target string) *inputs.Input {
		return &inputs.Input{Path: "a.npz", Of: []string{"a", "b", "c"}[array], Target: target, Shape: []int64{2}}
	}
	groups := grouped([]*inputs.Input{of(0, "top1"), of(0, "rank:2"), of(1, "top1"), of(2, "top1"), of(2, "7"), of(2, "8")}, 1)
	share(groups)
	for i, with := range []int{0, 0, -1, 1, 1, 1} {
		s := groups[i].shared
		if with < 0 {
			if s != nil {
				t.Errorf("group %d shares its run", i)
			}
			continue
		}
		first := []int{0, 3}[with]
		if s == nil || s != groups[first].shared || s.left != with+2 {
			t.Errorf("group %d has %+v, and the first of its input %+v", i, s, groups[first].shared)
		}
	}
}
