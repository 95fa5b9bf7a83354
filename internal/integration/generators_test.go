package integration

import (
	"regexp"
	"slices"
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
)

// sounding matches the ops whose names suggest random numbers.
var sounding = regexp.MustCompile(`Random|Sampler|Multinomial|Shuffle|Rng|NonDeterministic|Distorted|FractionalMax|FractionalAvg|` +
	`^(Stateful|Stateless|Parameterized)?(Standard|Truncated|Uniform|Normal)(Normal|Int|FullInt)?(V2)?$`)

// harmless matches those among them that draw nothing for a network: gradients, seeds,
// queues and data sets.
var harmless = regexp.MustCompile(`Grad$|Dataset|Iterator|Queue|Seed|GetKeyCounter|GetAlg|^RngSkip$|^RngReadAndSkip$|^Xla|^Debug`)

// TestGenerators: every op of TensorFlow that draws random numbers is in the table.
func TestGenerators(t *testing.T) {
	defs, err := tensorflow.OpDefs()
	if err != nil {
		t.Fatal(err)
	}
	var missing []string
	for op := range defs {
		if sounding.MatchString(op) && !harmless.MatchString(op) && !gr.Draws(op) {
			missing = append(missing, op)
		}
	}
	if slices.Sort(missing); len(missing) > 0 {
		t.Errorf("not in the table: %v", missing)
	}
}
