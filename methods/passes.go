package methods

import "tfreeze/methods/autodiff"

// Passes reports whether a method passes anything back through a unit of an activation
// op whose output is z. It is true if z alone does not decide that.
func (m Method) Passes(op string, z float32) bool {
	if m.passes != nil {
		return m.passes(z)
	}
	return autodiff.Of(op).Open(z)
}
