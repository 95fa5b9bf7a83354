package evaluate

import (
	"context"
	"math"
	"slices"
)

// maxSensitivity is how much a map may change when its input hardly does: the largest
// norm(map at x + noise - map at x) / norm(map at x) over draws of noise that is uniform
// within a radius. Yeh, Hsieh, Suggala, Inouye, Ravikumar, "On the (In)fidelity and
// Sensitivity of Explanations", 2019, definition 3.1.
var maxSensitivity = Metric{
	Name: "max_sensitivity", Summary: "the largest relative change of the map at inputs nearby",
	Values:   []Value{{"max_sensitivity", Lower}},
	Explains: true,
	measure: func(ctx context.Context, s *Subject) ([]float64, error) {
		random, radius := s.random(forSensitivity), s.Radius*spread(s.X)
		largest := 0.0
		for range s.Probes {
			x := slices.Clone(s.X)
			for i := range x {
				x[i] += float32(radius * (2*random.Float64() - 1))
			}
			there, err := s.Explain(ctx, x)
			if err != nil {
				return nil, err
			}
			largest = max(largest, change(s.Attribution, there))
		}
		return []float64{largest}, nil
	},
}

// change is the norm of the difference of a map there, relative to that of the map here.
func change(here, there []float32) float64 {
	sum := 0.0
	for i, v := range here {
		d := float64(there[i]) - float64(v)
		sum += d * d
	}
	return math.Sqrt(sum) / normOf(here)
}

// spread is the range of an input.
func spread(x []float32) float64 { return float64(slices.Max(x)) - float64(slices.Min(x)) }

func normOf(x []float32) float64 {
	sum := 0.0
	for _, v := range x {
		sum += float64(v) * float64(v)
	}
	return math.Sqrt(sum)
}
