package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTables: the ratio is the median of the pairs', not of the medians; a share
// is ours over theirs; what has no goal shows none.
func TestTables(t *testing.T) {
	results := []result{
		{What: "w", Goal: 2, Want: 3, Theirs: took(1, 20, 3), Ours: took(1, 2, 3)},
		{What: "free", Theirs: took(3), Ours: took(2)},
		{What: "held", Goal: 1, Want: 2, Quantity: peak, Theirs: []sample{{Peak: 3e9}}, Ours: []sample{{Peak: 2e9}}},
		{What: "share", Goal: 0.6, Want: 0.8, Quantity: rate, Note: "library", Flop: 60e9, TheirFlop: 200e9, Theirs: took(2), Ours: took(1)},
	}
	for i := range results {
		results[i].Ratios = results[i].ratios()
	}
	want := ratioHead +
		"| w | 3 s | 2 s | 1.00 (1.00 to 5.50) | 1.00 | 2.0 | 3.0 |\n" +
		"| free | 3 s | 2 s | 1.50 (1.50 to 1.50) | 1.50 | - | - |\n" +
		"| held | 3.00 GB | 2.00 GB | 1.50 (1.50 to 1.50) | - | 1.0 | 2.0 |\n\n" +
		rateHead +
		"| share | 100 (library) | 60 | 0.60 (0.60 to 0.60) | 0.60 | 0.80 |\n"
	if d := cmp.Diff(want, tables(results)); d != "" {
		t.Error(d)
	}
}

// took are samples in which a second takes two of the processors'.
func took(seconds ...float64) []sample {
	var samples []sample
	for _, s := range seconds {
		samples = append(samples, sample{Seconds: s, CPU: 2 * s})
	}
	return samples
}
