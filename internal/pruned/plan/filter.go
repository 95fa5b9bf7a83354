package plan

// A Filter takes the elements of a tensor that may be live; the zero one takes all.
type Filter struct {
	// Values, if there, must reach Threshold.
	Values    []float32
	Threshold float32
	// Channels, if there, are those to take.
	Channels []bool
	// Sums, if there, must not be 0.
	Sums []float64
}

func (f *Filter) takes(e int) bool {
	return (f.Values == nil || f.Values[e] >= f.Threshold) && (f.Channels == nil || f.Channels[e%len(f.Channels)]) && (f.Sums == nil || f.Sums[e] != 0)
}

// take appends those of the elements from..to-1 that it takes.
func (f *Filter) take(elements []int32, from, to int) []int32 {
	if f.Values == nil || f.Channels != nil || f.Sums != nil {
		for e := from; e < to; e++ {
			if f.takes(e) {
				elements = append(elements, int32(e))
			}
		}
		return elements
	}
	for i, z := range f.Values[from:to] {
		if z >= f.Threshold {
			elements = append(elements, int32(from+i))
		}
	}
	return elements
}

// passing takes the units that pass a step's activation at x0.
func (p *Plan) passing(s *Step, v Values) (Filter, error) {
	if s.Activation == nil || s.Activation.Frozen < 0 {
		return Filter{}, nil
	}
	z, err := v.At(s.Activation.Output)
	return Filter{Values: z, Threshold: v.Thresholds[s.Activation.Frozen]}, err
}
