package verify

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// sample chooses n elements of a gradient: the largest ones for a half, and others by the
// seed. A heatmap shows the largest, but a rule that is wrong elsewhere must not escape.
func sample(gradient []float64, n int, seed uint64) []int {
	order := make([]int, len(gradient))
	for i := range order {
		order[i] = i
	}
	size := func(i int) float64 { return math.Abs(gradient[i]) }
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(size(b), size(a)) })
	n = min(n, len(order))
	first := (n + 1) / 2
	rest := order[first:]
	rand.New(rand.NewPCG(seed, 0)).Shuffle(len(rest), func(i, k int) { rest[i], rest[k] = rest[k], rest[i] })
	return order[:n]
}

// alone makes a set of each element.
func alone(elements []int) [][]int {
	sets := make([][]int, len(elements))
	for k, i := range elements {
		sets[k] = []int{i}
	}
	return sets
}

// halves are sets of half of the n elements, chosen by the seed.
func halves(n, sets int, seed uint64) [][]int {
	r := rand.New(rand.NewPCG(seed, 2))
	all := make([][]int, sets)
	for k := range all {
		all[k] = r.Perm(n)[:(n+1)/2]
	}
	return all
}
