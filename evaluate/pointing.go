package evaluate

import (
	"context"
	"math"
	"slices"
)

// pointing is the pointing game: 1 if the most relevant pixel is on the object, else 0.
// Zhang, Bargal, Lin, Brandt, Shen, Sclaroff, "Top-down Neural Attention by Excitation
// Backprop", 2018, without its tolerance of 15 pixels.
var pointing = Metric{
	Name: "pointing", Summary: "the pointing game: whether the most relevant pixel is on the object",
	Values:  []Value{{"pointing", Higher}},
	Regions: true,
	measure: func(_ context.Context, s *Subject) ([]float64, error) {
		if s.Region == nil {
			return []float64{math.NaN()}, nil
		}
		return []float64{Hit(s.Relevance, s.Region)}, nil
	},
}

// Hit is 1 if a largest value is within the region, else 0; NaN if the region is empty.
func Hit(values []float64, region []bool) float64 {
	if !slices.Contains(region, true) {
		return math.NaN()
	}
	largest := slices.Max(values)
	for i, v := range values {
		if v == largest && region[i] {
			return 1
		}
	}
	return 0
}

// mass is the share of a map that is on the object. Arras, Osman, Samek, "CLEVR-XAI: A
// Benchmark Dataset for the Ground Truth Evaluation of Neural Network Explanations", 2022,
// relevance mass accuracy.
var mass = Metric{
	Name: "mass", Summary: "mass accuracy: the share of the relevance that is on the object",
	Values:  []Value{{"mass", Higher}},
	Regions: true,
	measure: func(_ context.Context, s *Subject) ([]float64, error) {
		if s.Region == nil {
			return []float64{math.NaN()}, nil
		}
		return []float64{Within(s.Relevance, s.Region)}, nil
	},
}

// Within is the share of the values that lies in the region; NaN if the region is empty.
func Within(values []float64, region []bool) float64 {
	in, all := 0.0, 0.0
	for i, v := range values {
		if all += v; region[i] {
			in += v
		}
	}
	if !slices.Contains(region, true) {
		return math.NaN()
	}
	return in / all
}
