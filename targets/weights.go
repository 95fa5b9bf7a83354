package targets

// Weights are the weights of the mask of a resolved target, in a shape that broadcasts
// against the scores of one input. Without a mask it is 1.
func (t Target) Weights(shape []int64) (of []int64, weights []float32) {
	if t.mask == nil {
		return nil, []float32{1}
	}
	for d, k := range t.index {
		if k == Every {
			of = append(of, shape[d])
		} else {
			of = append(of, 1)
		}
	}
	return of, t.mask.Weights
}

// Score is the number that a resolved target explains, of the scores of one input.
func (t Target) Score(shape []int64, scores []float32) float32 {
	return float32(t.sum(t.index, shape, scores))
}

// Offset is the place of a resolved target that is no sum in the scores of one input.
func (t Target) Offset(shape []int64) int {
	at := 0
	for d, k := range t.index {
		at = at*int(shape[d]) + k
	}
	return at
}

// ByClass is what Score would be for each class, the indices of the last dimension. It is
// nil if the target is a sum over that dimension.
func (t Target) ByClass(shape []int64, scores []float32) []float32 {
	last := len(t.index) - 1
	if last < 0 || t.index[last] == Every {
		return nil
	}
	all := make([]float32, shape[last])
	index := append([]int(nil), t.index...)
	for c := range all {
		index[last] = c
		all[c] = float32(t.sum(index, shape, scores))
	}
	return all
}

// sum adds up the scores that an index names, weighted by the mask.
func (t Target) sum(index []int, shape []int64, scores []float32) float64 {
	total, next := 0.0, 0
	var walk func(d, at int)
	walk = func(d, at int) {
		switch {
		case d == len(index):
			w := 1.0
			if t.mask != nil {
				w = float64(t.mask.Weights[next])
			}
			// What weighs nothing has no part in the sum, even if it is not finite.
			if next++; w != 0 {
				total += w * float64(scores[at])
			}
		case index[d] == Every:
			for k := range int(shape[d]) {
				walk(d+1, at*int(shape[d])+k)
			}
		default:
			walk(d+1, at*int(shape[d])+index[d])
		}
	}
	walk(0, 0)
	return total
}
