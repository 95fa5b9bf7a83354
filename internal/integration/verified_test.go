package integration

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"tfreeze/explain"
	"tfreeze/methods"
	"tfreeze/verify"
)

// lefts counts, for each model, the rows of a check that have nothing to compare with.
var lefts = map[string]string{
	"tiny/generated": "original 1, rules 1",
	// These models take one input at a time.
	"batch_one":         "batch 1",
	"two_inputs_keras3": "batch 1",
	// The input of this model is inside a function of the original.
	"strings": "original 1",
	// Fast rules are for float32.
	"float64": "rules 1",
	// A twin in float64 would leave out what these round.
	"float16": "float32 1, gradient 2, rules 1", "bfloat16": "float32 1, gradient 2, rules 1", "mixed_float16": "float32 1, gradient 2, rules 1",
}

// TestVerified runs verify on every model of the small set, with only as many methods
// and points as reveal a mistake.
func TestVerified(t *testing.T) {
	for _, list := range []func(*testing.T) []verifiable{verifiableForms, verifiableZoo, verifiableTF2, verifiableSmall, verifiableThin, verifiableTypes} {
		for _, c := range list(t) {
			t.Run(c.name, func(t *testing.T) { c.verify(t) })
		}
	}
}

func (c verifiable) rows(t *testing.T) []verify.Row {
	t.Helper()
	v, err := verify.Open(c.subject(t), explain.Options{Feeds: c.feeds})
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	if c.x == nil {
		c.shape = v.InputShape()
		c.x, _ = verify.RandomInput(c.shape, nil, 1)
	}
	r := verify.NewRequest()
	r.Methods, r.Pixels = c.options.Methods, 4
	r.Options.Set(methods.Steps.Is(2), methods.Samples.Is(2))
	rows, err := v.Verify(context.Background(), c.shape, c.x, r)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func (c verifiable) verify(t *testing.T) {
	left := map[string]int{}
	for _, row := range c.rows(t) {
		switch row.Verdict {
		case verify.Failed:
			t.Errorf("%s: %s: %.2g, allowed %g (%s)", row.Check, row.Compared, row.Difference, row.Allowed, row.Note)
		case verify.Impossible:
			if row.Check != "pruned" { // TestPrunedZoo knows which networks the engine has
				left[row.Check]++
			}
			t.Logf("%s: %s: %s", row.Check, row.Compared, row.Note)
		}
	}
	if got := counts(left); got != lefts[c.name] {
		t.Errorf("nothing to compare with: %q, want %q", got, lefts[c.name])
	}
}

func counts(of map[string]int) string {
	var texts []string
	for _, key := range slices.Sorted(maps.Keys(of)) {
		texts = append(texts, fmt.Sprintf("%s %d", key, of[key]))
	}
	return strings.Join(texts, ", ")
}

// TestAddsUp: a dropout that is off at inference, and the branch that is taken, leave a
// network on which DeepLIFT adds up, so that verify demands it.
func TestAddsUp(t *testing.T) {
	for _, c := range verifiableSmall(t) {
		if c.name != "training_tf1" && c.name != "branch" {
			continue
		}
		passed := 0
		for _, row := range c.rows(t) {
			if row.Check == "completeness" && row.Verdict == verify.Passed {
				passed++
			}
		}
		if passed != 2 {
			t.Errorf("%s: %d maps are demanded to add up, and do; want 2", c.name, passed)
		}
	}
}
