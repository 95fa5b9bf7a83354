package verify_test

import (
	"context"
	"slices"
	"testing"

	"tfreeze/explain"
	"tfreeze/gen"
	"tfreeze/methods"
	"tfreeze/savedmodels"
	"tfreeze/verify"
)

const tiny = "../testdata/tiny/frozen.pb"

func loader(t *testing.T) func() *savedmodels.Model {
	return func() *savedmodels.Model {
		t.Helper()
		m, err := savedmodels.Load(savedmodels.Source{Path: tiny})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
}

// subject makes a network frozen-aware, and breaks the graph of it; what it is held
// against stays whole.
func subject(t *testing.T, load func() *savedmodels.Model, chosen []methods.Method, breakIt func(t *testing.T, m *savedmodels.Model)) *verify.Subject {
	t.Helper()
	s, err := verify.Of(load(), func() (*savedmodels.Model, error) { return load(), nil }, gen.Options{Methods: chosen})
	if err != nil {
		t.Fatal(err)
	}
	if breakIt != nil {
		breakIt(t, s.Model)
	}
	return s
}

// verified runs all checks of a subject at a random input.
func verified(t *testing.T, s *verify.Subject, r verify.Request) []verify.Row {
	t.Helper()
	v, err := verify.Open(s, explain.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	x, _ := verify.RandomInput(v.InputShape(), nil, 3)
	rows, err := v.Verify(context.Background(), v.InputShape(), x, r)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func request() verify.Request {
	r := verify.NewRequest()
	r.Methods, r.Pixels = methods.Served(), 12
	r.Options.Set(methods.Steps.Is(3), methods.Samples.Is(2))
	return r
}

func TestWhole(t *testing.T) {
	rows := verified(t, subject(t, loader(t), methods.Served(), nil), request())
	for _, r := range rows {
		if r.Verdict != verify.Passed && r.Verdict != verify.Reported {
			t.Errorf("%+v", r)
		}
	}
	counts := map[string]int{}
	for _, r := range rows {
		counts[r.Check]++
	}
	of := func(has func(methods.Method) bool) int {
		return len(slices.DeleteFunc(slices.Clone(methods.Served()), func(m methods.Method) bool { return !has(m) }))
	}
	still := of(func(m methods.Method) bool { return !m.Moves() })
	once, all := of(func(m methods.Method) bool { return m.PointMethod == "" }), len(methods.Served())
	// What looks at the input alone is served in two variants, all else in three.
	servings := 3*all - still
	// The pruned engine has ten methods by mask, and six by threshold.
	pruned := 10 + 6
	for check, want := range map[string]int{
		"original": 1, "frozen": 2, "modes": still, "gradient": 2, "rules": 3 * once, "float32": 3 * all, "pruned": pruned,
		"completeness": 3 * of(methods.Method.HasBaseline), "served": servings, "batch": servings,
	} {
		if counts[check] != want {
			t.Errorf("%s: %d rows, want %d", check, counts[check], want)
		}
	}
}

// TestBroken: of a graph that is broken in one place, the checks that fail are
// those that look there.
func TestBroken(t *testing.T) {
	for _, c := range []struct {
		name    string
		breakIt func(t *testing.T, m *savedmodels.Model)
		// failing are the checks with a row that fails; all others have none.
		failing []string
	}{
		{"a weight", scaleWeight, []string{"original", "rules"}},
		{"the gradient at an activation", noSlope, []string{"gradient", "rules", "served"}},
		{"the quotient of DeepLIFT", noQuotient, []string{"completeness", "rules", "pruned", "served"}},
		// Fed with nothing, the mask passes nothing, which the plain map does without.
		{"the comparison with the threshold", passLess, []string{"modes", "rules", "served", "gradient", "float32", "pruned", "completeness"}},
		// Some maps read the values of frozen nodes: FEM's, and those of LRP's composites.
		{"what a frozen node is held at", holdAtZero, []string{"frozen", "rules", "float32"}},
		{"the order of a batch", reverseBatch, []string{"served", "batch"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows := verified(t, subject(t, loader(t), methods.Served(), c.breakIt), request())
			failed := map[string]int{}
			for _, r := range verify.Failures(rows) {
				failed[r.Check]++
				t.Logf("%s: %s: %.2g, allowed %g (%s)", r.Check, r.Compared, r.Difference, r.Allowed, r.Note)
			}
			for _, check := range c.failing {
				if failed[check] == 0 {
					t.Errorf("%s passes", check)
				}
				delete(failed, check)
			}
			for check, n := range failed {
				t.Errorf("%s fails in %d rows", check, n)
			}
		})
	}
}
