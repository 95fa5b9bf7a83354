package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestQuantile(t *testing.T) {
	values := []float64{4, 1, 3, 2}
	got := []float64{quantile(values, 0), quantile(values, 0.25), median(values), quantile(values, 1), median([]float64{7})}
	if d := cmp.Diff([]float64{1, 1.75, 2.5, 4, 7}, got); d != "" {
		t.Error(d)
	}
}

// TestLine: the ratio is the median of the pairs', not of the medians.
func TestLine(t *testing.T) {
	got := line(result{What: "w", Goal: 2, Want: 3, Theirs: took(1, 20, 3), Ours: took(1, 2, 3)})
	if want := "| w | 3 s | 2 s | 1.00 (1.00 to 5.50) | 1.00 | 2.0 | 3.0 |"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
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
