package evaluate

import (
	"context"
	"math"
	"slices"
)

// gini is the sparseness of a map: 0 if all pixels have the same value, 1 - 1/n if one has
// all of it. Chalasani, Chen, Chowdhury, Jha, Wu, "Concise Explanations of Neural Networks
// using Adversarial Training", 2020, with the index of Hurley and Rickard, 2009, eq. (1).
var gini = Metric{
	Name: "gini", Summary: "sparseness: the Gini index of the pixels' relevance",
	Values: []Value{{"gini", Higher}},
	measure: func(_ context.Context, s *Subject) ([]float64, error) {
		return []float64{Gini(s.Relevance)}, nil
	},
}

// Gini is the Gini index of absolute values; NaN if all are 0.
func Gini(values []float64) float64 {
	sorted := make([]float64, len(values))
	for i, v := range values {
		sorted[i] = math.Abs(v)
	}
	slices.Sort(sorted)
	n, sum, weighted := float64(len(sorted)), 0.0, 0.0
	for i, v := range sorted {
		sum += v
		weighted += v * (n - float64(i+1) + 0.5)
	}
	return 1 - 2*weighted/(sum*n)
}
