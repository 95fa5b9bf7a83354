package evaluate

import "context"

// infidelity is the mean square of what a map says that the score loses when a square of
// the image becomes 0, less what it does lose. The map is scaled by the number that makes
// it least, because a gradient and a product with the input have different units. It is
// relative to the mean square of the loss: 0 is a map that says all, 1 one that says
// nothing. Yeh, Hsieh, Suggala, Inouye, Ravikumar, 2019, definition 2.1, with the squares
// of section 2.3 and the scale of its appendix.
var infidelity = Metric{
	Name: "infidelity", Summary: "how far the map's forecast is off when squares of the image become 0",
	Values: []Value{{"infidelity", Lower}},
	measure: func(ctx context.Context, s *Subject) ([]float64, error) {
		squares, zeros := s.squares(), make([]float32, len(s.X))
		outcomes, err := s.Scores(ctx, len(squares)+1, func(k int, into []float32) {
			copy(into, s.X)
			if k > 0 {
				for _, pixel := range squares[k-1] {
					s.copy(into, zeros, pixel)
				}
			}
		})
		if err != nil {
			return nil, err
		}
		said, lost := make([]float64, len(squares)), make([]float64, len(squares))
		for k, square := range squares {
			lost[k] = outcomes[0].Logit - outcomes[k+1].Logit
			for _, pixel := range square {
				said[k] += s.forecast(pixel)
			}
		}
		return []float64{Infidelity(said, lost)}, nil
	},
}

// forecast is what a map says that the score loses when a pixel becomes 0: what the map
// has for it, or the product with the input.
func (s *Subject) forecast(pixel int) float64 {
	if len(s.Attribution) != len(s.X) {
		return float64(s.Attribution[pixel])
	}
	sum := 0.0
	for c := range s.Channels {
		at := s.At(pixel, c)
		if factor := float64(s.X[at]); s.Local {
			sum += factor * float64(s.Attribution[at])
		} else {
			sum += float64(s.Attribution[at])
		}
	}
	return sum
}

// squares draws the pixels of squares that lie within the picture.
func (s *Subject) squares() [][]int {
	random, side := s.random(forInfidelity), max(1, int(s.Square*float64(min(s.Height, s.Width))))
	all := make([][]int, s.Probes)
	for k := range all {
		top, left := random.IntN(s.Height-side+1), random.IntN(s.Width-side+1)
		for i := range side * side {
			all[k] = append(all[k], (top+i/side)*s.Width+left+i%side)
		}
	}
	return all
}

// Infidelity is the mean square of b said - lost over that of lost, for the b that makes
// it least; NaN if nothing is lost.
func Infidelity(said, lost []float64) float64 {
	scale := 0.0
	if square := dot(said, said); square > 0 {
		scale = dot(said, lost) / square
	}
	sum := 0.0
	for k := range said {
		d := scale*said[k] - lost[k]
		sum += d * d
	}
	return sum / dot(lost, lost)
}
