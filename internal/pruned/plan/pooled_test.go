package plan

import (
	"slices"
	"testing"

	"tfreeze/internal/pruned/network"
)

// TestPooled: a tensor that a max-pool reads by a view is pooled, and one that a sum reads, too,
// is not.
func TestPooled(t *testing.T) {
	const input, alone, shared, direct, view, max, other, sum = 0, 1, 2, 3, 4, 5, 6, 7
	image := network.Tensor{H: 2, W: 2, C: 2}
	n := &network.Network{Tensors: slices.Repeat([]network.Tensor{image}, 8), Input: input, Score: sum, Steps: []network.Step{
		{Kind: network.Conv, In: []int{input}, Out: alone},
		{Kind: network.Conv, In: []int{input}, Out: shared},
		{Kind: network.Conv, In: []int{input}, Out: direct},
		{Kind: network.View, In: []int{alone, shared}, Out: view, Box: [3]int{2, 2, 4}, At: [][3]int{{}, {0, 0, 2}}},
		{Kind: network.Max, In: []int{view}, Out: max},
		{Kind: network.Max, In: []int{direct}, Out: other},
		{Kind: network.Add, In: []int{max, other, shared}, Out: sum},
	}}
	p, err := New(n, 0)
	if err != nil {
		t.Fatal(err)
	}
	for tensor, is := range p.Pooled() {
		if want := tensor == alone || tensor == direct; is != want {
			t.Errorf("tensor %d is pooled: %v, want %v", tensor, is, want)
		}
	}
}
