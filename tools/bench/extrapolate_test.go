package main

import "testing"

// TestExtrapolated: 220 gradients more than the row of the paper has, ten of
// which the other row has; and no row where one of both is missing.
func TestExtrapolated(t *testing.T) {
	paper := result{Name: paperRow, Theirs: took(6, 7), Ours: took(1, 2)}
	steps := result{Name: stepsRow, Theirs: took(2, 3), Ours: took(1, 0.5)}
	m, ok := extrapolated([]result{paper, {Name: "between"}, steps})
	if !ok {
		t.Fatal("no result")
	}
	for i, want := range []struct{ theirs, ours float64 }{{50, 23}, {73, 13}} {
		theirs, ours := m.Theirs[i], m.Ours[i]
		if theirs.Seconds != want.theirs || ours.Seconds != want.ours {
			t.Errorf("pair %d: %v s and %v s, want %v", i, theirs.Seconds, ours.Seconds, want)
		}
		if theirs.CPU != 2*want.theirs || ours.CPU != 2*want.ours {
			t.Errorf("pair %d: %v s and %v s of processor time, want twice %v", i, theirs.CPU, ours.CPU, want)
		}
		if m.Ratios[i] != want.theirs/want.ours {
			t.Errorf("pair %d: ratio %v", i, m.Ratios[i])
		}
	}
	if paper.Theirs[0].Seconds != 6 {
		t.Error("the measured row has changed")
	}
	for _, results := range [][]result{{paper}, {steps}, nil} {
		if _, ok := extrapolated(results); ok {
			t.Errorf("a result from %d of the two rows", len(results))
		}
	}
}
