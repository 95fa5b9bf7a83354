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
