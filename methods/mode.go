package methods

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

// modes are those in which a method differs: at the input alone, mask and
// threshold are the same.
func (m Method) modes() []Mode {
	if m.PointMethod != "" || m.Baseline {
		return []Mode{Plain, Threshold, Mask}
	}
	return []Mode{Plain, Threshold}
}

// WithOptions is what the name of a signature ends with that takes options.
const WithOptions = "_with_options"
