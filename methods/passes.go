package methods

import "tfreeze/methods/autodiff"

// Passes reports whether a method sends anything back through a unit of an activation op
// whose output is z; true where z alone does not say.
func (m Method) Passes(op string, z float32) bool {
	if m.passes != nil {
		return m.passes(z)
	}
	return autodiff.Of(op).Open(z)
}
