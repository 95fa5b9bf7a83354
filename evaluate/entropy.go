package evaluate

import (
	"context"
	"math"
)

// entropy is the complexity of a map: the entropy, in nats, of the pixels' shares of it.
// Bhatt, Weller, Moura, "Evaluating and Aggregating Feature-based Model Explanations",
// 2020, definition 5.
var entropy = Metric{
	Name: "entropy", Summary: "complexity: the entropy of the pixels' shares of the relevance",
	Values: []Value{{"entropy", Lower}},
	measure: func(_ context.Context, s *Subject) ([]float64, error) {
		return []float64{Entropy(s.Relevance)}, nil
	},
}

// Entropy is the entropy of the shares of absolute values in their sum; NaN if that is 0.
func Entropy(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += math.Abs(v)
	}
	if sum == 0 {
		return math.NaN()
	}
	h := 0.0
	for _, v := range values {
		if p := math.Abs(v) / sum; p > 0 {
			h -= p * math.Log(p)
		}
	}
	return h
}
