package evaluate

import (
	"context"
	"slices"
)

// road is the score that remains after pixels were removed: the most relevant first
// (road_morf), and the least relevant first (road_lerf), as the mean over the percentages;
// and how often the class stays the first one. Removed pixels are imputed from their
// neighbours, so that no edge of theirs says which they were. Rong, Leemann, Borisov,
// Kasneci, Kasneci, "A Consistent and Efficient Evaluation Strategy for Attribution
// Methods", 2022.
var road = Metric{
	Name: "road", Summary: "ROAD: the score after the most (least) relevant pixels are imputed from their neighbours",
	Values: []Value{{"road_morf", Lower}, {"road_lerf", Higher}, {"road_morf_accuracy", Lower}, {"road_lerf_accuracy", Higher}},
	measure: func(ctx context.Context, s *Subject) ([]float64, error) {
		order := Order(s.Relevance)
		morf, morfFirst, err := s.remove(ctx, order)
		if err != nil {
			return nil, err
		}
		slices.Reverse(order)
		lerf, lerfFirst, err := s.remove(ctx, order)
		return []float64{morf, lerf, morfFirst, lerfFirst}, err
	},
}

// remove imputes a first part of the order, by each percentage, and returns the mean score
// and how often the class was the first.
func (s *Subject) remove(ctx context.Context, order []int) (score, first float64, err error) {
	noise := s.random(forROAD)
	outcomes, err := s.Scores(ctx, len(s.Percentages), func(k int, into []float32) {
		removed := order[:int(float64(len(order))*s.Percentages[k]/100)]
		copy(into, s.X)
		imputer := newImputer(s.Picture, removed)
		for c := range s.Channels {
			for i, v := range imputer.impute(s.X, c) {
				into[s.At(removed[i], c)] = float32(v + s.Noise*noise.NormFloat64())
			}
		}
	})
	for _, o := range outcomes {
		score += o.Score / float64(len(outcomes))
		if o.First {
			first += 1 / float64(len(outcomes))
		}
	}
	return score, first, err
}
