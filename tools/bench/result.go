package main

// A result is a measured row.
type result struct {
	Name      string   `json:"name"`
	What      string   `json:"what"`
	Goal      float64  `json:"goal,omitempty"`
	Want      float64  `json:"want,omitempty"`
	Quantity  quantity `json:"quantity,omitempty"`
	Flop      float64  `json:"flop,omitempty"`
	TheirFlop float64  `json:"their_flop,omitempty"`
	// Note is what theirs says of itself: of a rate, the library.
	Note string `json:"note,omitempty"`
	// Ratios are the pairs', of the quantity.
	Ratios []float64 `json:"ratios"`
	Ours   []sample  `json:"ours"`
	Theirs []sample  `json:"theirs"`
}

// ratios are those of each pair: a machine that others use too slows both runs
// of a pair alike.
func (m result) ratios() []float64 {
	theirs, ours := m.values()
	if m.Quantity == rate {
		return quotients(ours, theirs)
	}
	return quotients(theirs, ours)
}

// values are the quantity's, on either side.
func (m result) values() (theirs, ours []float64) {
	of := func(flop float64) func(sample) float64 {
		switch m.Quantity {
		case peak:
			return sample.peak
		case rate:
			return func(s sample) float64 { return flop / s.Seconds }
		}
		return sample.seconds
	}
	return each(m.Theirs, of(m.TheirFlop)), each(m.Ours, of(m.Flop))
}

func (s sample) seconds() float64 { return s.Seconds }
func (s sample) cpu() float64     { return s.CPU }
func (s sample) peak() float64    { return s.Peak }

func each(samples []sample, of func(sample) float64) []float64 {
	values := make([]float64, len(samples))
	for i, s := range samples {
		values[i] = of(s)
	}
	return values
}
