package verify

import "tfreeze/internal/tolerances"

var (
	// orders is how many times the rounding that is measured two orders of summing may
	// differ by.
	orders = tolerances.Of("verify/orders").Value
	// mostNoise is the largest difference that passes for rounding, as a share of the
	// largest score or element.
	mostNoise = tolerances.Of("verify/noise").Value
	// spreads is how many times what the draws differ by two maps may differ.
	spreads = tolerances.Of("verify/spreads").Value
	// hides is the share of a map from which rounding hides what is wrong with it.
	hides = tolerances.Of("verify/hides").Value
)
