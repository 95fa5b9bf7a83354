package evaluate

import (
	"context"
	"math"
)

// convergence is how far a map's sum is from the difference of the scores at the input and
// at the baseline, relative to the score: the completeness axiom of Sundararajan, Taly,
// Yan, "Axiomatic Attribution for Deep Networks", 2017. It is NaN for a method that
// promises no sum.
var convergence = Metric{
	Name: "convergence", Summary: "how far a map's sum is from the difference of scores that it should be",
	Values:   []Value{{"convergence", Lower}},
	Explains: true,
	measure: func(_ context.Context, s *Subject) ([]float64, error) {
		if s.Delta == nil {
			return []float64{math.NaN()}, nil
		}
		return []float64{math.Abs(*s.Delta / s.Score)}, nil
	},
}
