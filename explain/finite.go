package explain

import (
	"slices"

	"tfreeze/internal/kernels"
)

// notFinite returns the index of the first infinity or NaN, or -1 if there is none. Only
// for these is v - v not 0.
func notFinite(values []float32) int {
	if kernels.Finite(values) {
		return -1
	}
	return slices.IndexFunc(values, func(v float32) bool { return v-v != 0 })
}
