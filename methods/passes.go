package methods

// Passes reports whether a method sends anything back through a unit of an activation
// op at z, as far as that tells: always, if z alone does not.
func (m Method) Passes(op string, z float32) bool {
	if m.passes != nil {
		return m.passes(z)
	}
	switch op {
	case "Relu", "Softplus":
		return z > 0
	case "Relu6":
		return z > 0 && z < 6
	case "Sigmoid":
		return z*(1-z) != 0
	case "Tanh":
		return z*z != 1
	case "Elu":
		return z != -1
	}
	return true
}
