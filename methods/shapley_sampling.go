package methods

import (
	"cmp"
	"slices"
)

// shapleySampling takes the features of the input away one after the other, in random
// orders. To each it gives the mean of what the score falls by at its turn. Castro,
// Gomez, Tejada, "Polynomial Calculation of the Shapley Value Based on Sampling", 2009,
// as marcoancona/DeepExplain computes it.
var shapleySampling = Method{
	Name: "shapley_sampling", Summary: "what the score falls by as features are taken away in random orders", PointMethod: "grad",
	Options:   []*Choice{Orders.Choice, Features.Choice, Seed.Choice, Noise.Choice},
	ZeroMeans: "the score is the same without any feature",
	procedure: &procedure{
		runs: func(in Inputs, v Values) int {
			features, _ := in.features(v)
			return orders(in, v) * (1 + len(features))
		},
		attribute: sampledShapley,
	},
}

// Orders is the number of random orders.
var Orders = newOption(5, Choice{
	Name: "orders", Usage: "Shapley value sampling: `N` random orders", Meaning: "is the number of random orders",
}, atLeastOne("orders"))

// Features says what is taken away at once.
var Features = newOption(Elements, Choice{
	Name: "features", Usage: "Shapley value sampling: `WHAT` is taken away at once: elements, pixels (with all channels) or channels",
	Names: []string{Elements, Pixels, Channels},
}, nil)

// These are the values of Features. As DeepExplain's sampling_dims they are all
// dimensions, height and width, and channels.
const (
	Elements = "elements"
	Pixels   = "pixels"
	Channels = "channels"
)

// features lists the elements of each feature.
func (in Inputs) features(v Values) (all [][]int, err error) {
	of, what := image{}, Features.Of(v)
	if what != Elements {
		if of, err = in.image(); err != nil {
			return nil, err
		}
	}
	at := map[int]int{}
	for i := range in.Size {
		key := i
		switch what {
		case Pixels:
			key = i - of.channel(i)*of.deep
		case Channels:
			key = of.channel(i)
		}
		k, known := at[key]
		if !known {
			k, at[key], all = len(all), len(all), append(all, nil)
		}
		all[k] = append(all[k], i)
	}
	return all, nil
}

// orders is how many there are.
func orders(in Inputs, v Values) int {
	if given := Noise.Of(v); given != nil {
		return len(given) / in.Size
	}
	return Orders.Of(v)
}

func sampledShapley(at Evaluator, in Inputs, v Values) ([]float32, error) {
	features, err := in.features(v)
	if err != nil {
		return nil, err
	}
	sums, n := make([]float64, len(in.X)), orders(in, v)
	for k := range n {
		order, err := in.order(k, len(features), v)
		if err != nil {
			return nil, err
		}
		if err := addFalls(sums, at, in, features, order); err != nil {
			return nil, err
		}
	}
	values := make([]float32, len(sums))
	for i, sum := range sums {
		values[i] = float32(sum / float64(n))
	}
	return values, nil
}

// order draws the k-th random order of n features, all inputs' own: it sorts the first n
// numbers of the k-th sample of noise.
func (in Inputs) order(k, n int, v Values) ([]int, error) {
	noise := make([]float32, in.Size)
	if given := Noise.Of(v); given != nil {
		copy(noise, given[k*in.Size:])
	} else if err := in.Normal(Seed.Of(v), uint64(k), noise); err != nil {
		return nil, err
	}
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(noise[a], noise[b]) })
	return order, nil
}

// addFalls adds what the score falls by as the features go.
func addFalls(sums []float64, at Evaluator, in Inputs, features [][]int, order []int) error {
	scores, err := at.Scores(1+len(order), func(k int, into []float32) error {
		copy(into, in.X)
		for from := 0; from < len(into); from += in.Size {
			for _, f := range order[:k] {
				for _, i := range features[f] {
					into[from+i] = 0
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for turn, f := range order {
		for input, score := range scores[turn] {
			for _, i := range features[f] {
				sums[input*in.Size+i] += float64(score - scores[turn+1][input])
			}
		}
	}
	return nil
}
