package methods

// What options are unless they are chosen, as in the original experiment.
const (
	// DefaultSteps is how many points integrated_gradients takes.
	DefaultSteps = 100
	// DefaultSamples is how many noisy inputs smoothgrad takes, and DefaultStdev
	// the noise's standard deviation as a share of the input's range.
	DefaultSamples = 25
	DefaultStdev   = 0.15
	// DefaultEpsilon stabilises elrp's quotient.
	DefaultEpsilon = 1e-4
)

// OptionNames lists what signatures that take options may call them.
func OptionNames() []string {
	return []string{"baseline", "epsilon", "percentile", "samples", "seed", "stdev", "steps", "target"}
}
