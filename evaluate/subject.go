package evaluate

import (
	"context"
	"math/rand/v2"
)

// A Subject is a map, and what a metric may ask of the network that it explains.
type Subject struct {
	Picture
	Settings
	// X is the input that the map explains, and Attribution the signed map, in C order.
	X, Attribution []float32
	// Local is set if the map says how the score changes with each element, as a gradient
	// does, and not which share of the score each has.
	Local bool
	// Relevance has the number of each pixel by Settings.Pixels.
	Relevance []float64
	// Delta is the convergence delta, if the method has one, and Score the explained score.
	Delta *float64
	Score float64
	// Scores runs the network forward at n points, which write makes in turn: into holds
	// the point before, or X.
	Scores func(ctx context.Context, n int, write func(k int, into []float32)) ([]Outcome, error)
	// Explain makes the same kind of map at another input, of the same class. It is nil
	// for controls that no network made.
	Explain func(ctx context.Context, x []float32) ([]float32, error)
	// Region says which pixels show the object; nil if that is unknown.
	Region []bool
	// Seed is that of this image: every map of it meets the same random numbers.
	Seed uint64
}

// An Outcome is what the network says of a point: the explained score, as a probability if
// Settings ask for it and the model has one, and whether the class is still the first.
type Outcome struct {
	Score float64
	// Logit is the score as the methods explain it.
	Logit float64
	First bool
}

// random draws numbers for a purpose.
func (s *Subject) random(purpose uint64) *rand.Rand { return rand.New(rand.NewPCG(s.Seed, purpose)) }

// Purposes of random numbers, so that no two metrics share them.
const (
	forROAD uint64 = iota + 1
	forSensitivity
	forInfidelity
	forRandomMap
	forGrid
)
