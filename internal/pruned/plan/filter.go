package plan

import (
	"tfreeze/internal/kernels"
	"tfreeze/internal/pruned/network"
)

// A Filter takes the elements of a tensor that may be live; the zero one takes all.
type Filter struct {
	// Values, if there, must reach Threshold.
	Values    []float32
	Threshold float32
	// Channels, if there, are those to take.
	Channels []bool
	// sets, if there, have all that it takes, in one of them.
	sets []set
}

func (f *Filter) takesAll() bool { return f.Values == nil && f.Channels == nil && f.sets == nil }

// set are the elements that it takes.
func (f *Filter) set(t network.Tensor) set {
	if f.takesAll() {
		return fullSet(t)
	}
	s := newSet(t)
	switch {
	case f.Values != nil:
		kernels.Best().Reach(f.Values, t.C, f.Threshold, s.words)
	case f.sets != nil:
		for _, own := range f.sets {
			unite(s.words, own.words)
		}
	default:
		s = fullSet(t)
	}
	if f.Channels != nil {
		f.restrict(s, t.Pixels())
	}
	return s
}

// restrict drops the channels that are not to be taken.
func (f *Filter) restrict(s set, pixels int) {
	for p := range pixels {
		for c, is := range f.Channels {
			if !is {
				s.remove(p, c)
			}
		}
	}
}

// passing takes the units that pass a step's activation at x0.
func (p *Plan) passing(s *Step, v Values) (Filter, error) {
	if s.Activation == nil || s.Activation.Frozen < 0 {
		return Filter{}, nil
	}
	numbers, err := v.numbers(s.Activation)
	return Filter{Values: numbers, Threshold: v.Thresholds[s.Activation.Frozen]}, err
}
