// Package quickselect finds order statistics without sorting.
package quickselect

import "cmp"

// Nth reorders values so that values[k] is the one that sorting would put there, and
// returns it. No value before it is greater, and none after it is less (Hoare's
// quickselect). No value may be NaN.
func Nth[T cmp.Ordered](values []T, k int) T {
	for low, high := 0, len(values)-1; low < high; {
		i, j := partition(values, low, high)
		switch {
		case k <= j:
			high = j
		case k >= i:
			low = i
		default:
			return values[k]
		}
	}
	return values[k]
}

// partition splits values[low:high+1] by a pivot. No value in low..j is greater than
// the pivot, none in i..high is less, and those between equal it.
func partition[T cmp.Ordered](values []T, low, high int) (i, j int) {
	pivot := values[low+(high-low)/2]
	for i, j = low, high; i <= j; {
		for values[i] < pivot {
			i++
		}
		for values[j] > pivot {
			j--
		}
		if i <= j {
			values[i], values[j] = values[j], values[i]
			i++
			j--
		}
	}
	return i, j
}
