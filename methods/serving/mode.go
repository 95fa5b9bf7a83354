package serving

// A Mode says how a signature freezes.
type Mode int

const (
	// Plain freezes nothing.
	Plain Mode = iota
	// Threshold passes a node whose activation reaches the layer's threshold, at
	// whatever point the network runs on: eq. (5) of the paper.
	Threshold
	// Mask passes the nodes that reach the threshold at the input.
	Mask
)

// Suffix is what a mode adds to the name of a signature.
func (m Mode) Suffix() string {
	return [...]string{"", "_frozen", "_frozen_mask"}[m]
}

// modes are those in which an attribution differs: at the input alone, mask and
// threshold are the same.
func (a Attribution) modes() []Mode {
	if a.Moves {
		return []Mode{Plain, Threshold, Mask}
	}
	return []Mode{Plain, Threshold}
}
