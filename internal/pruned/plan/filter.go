package plan

import (
	"math"

	"tfreeze/internal/pruned/network"
)

// A Filter takes the elements of a tensor that may be live; the zero one takes all.
type Filter struct {
	// Values, if there, must reach Threshold, which is more than 0.
	Values    []float32
	Threshold float32
	// Channels, if there, are those to take.
	Channels []bool
	// Sums, if there, must not be 0.
	Sums []float64
}

func (f *Filter) takesAll() bool { return f.Values == nil && f.Channels == nil && f.Sums == nil }

// set are the elements that it takes.
func (f *Filter) set(t network.Tensor) set {
	if f.takesAll() {
		return fullSet(t)
	}
	s := newSet(t)
	for p := range t.Pixels() {
		f.pixel(s.at(p), p*t.C, t.C)
	}
	return s
}

// pixel sets the bits of n elements, from the first on.
func (f *Filter) pixel(words []uint64, first, n int) {
	fill(words, n)
	if f.Values != nil {
		reaching(words, f.Values[first:first+n], f.Threshold)
	}
	for c := range n {
		if f.Channels != nil && !f.Channels[c] || f.Sums != nil && f.Sums[first+c] == 0 {
			words[c/wordBits] &^= 1 << (c % wordBits)
		}
	}
}

// reaching sets the bits of values that reach a threshold of more than 0. Bits of floats are
// in the order of the floats there, and those of negative ones are below: so there is no
// branch, of which a processor would guess every tenth wrong.
func reaching(words []uint64, values []float32, threshold float32) {
	below := int64(int32(math.Float32bits(threshold))) - 1
	for i := range words {
		part := values[i*wordBits : min((i+1)*wordBits, len(values))]
		w := uint64(0)
		for k, v := range part {
			w |= uint64(below-int64(int32(math.Float32bits(v)))) >> 63 << k
		}
		words[i] = w
	}
}

// passing takes the units that pass a step's activation at x0.
func (p *Plan) passing(s *Step, v Values) (Filter, error) {
	if s.Activation == nil || s.Activation.Frozen < 0 {
		return Filter{}, nil
	}
	z, err := v.At(s.Activation.Output)
	return Filter{Values: z, Threshold: v.Thresholds[s.Activation.Frozen]}, err
}
