package verify

import (
	"fmt"
	"math"
)

// A Row is the outcome of one comparison.
type Row struct {
	// Check is the name of the check, and Compared says what it compared.
	Check, Compared string
	// Difference is the largest difference, as a share of the largest element of what is
	// compared with. It passes if it is at most Allowed. Both are 0 where nothing was
	// compared.
	Difference, Allowed float64
	Verdict             Verdict
	// Note says why a check failed or was not possible, or how it was made.
	Note string
}

// A Verdict says how a comparison ended.
type Verdict string

const (
	// Passed: the difference is within what is allowed.
	Passed Verdict = "ok"
	// Failed: it is not, or an error ended the comparison.
	Failed Verdict = "FAILED"
	// Reported: no theory says that the difference must be small.
	Reported Verdict = "reported"
	// Impossible: there is nothing to compare with.
	Impossible Verdict = "not possible"
)

// Failures lists the rows that failed.
func Failures(rows []Row) []Row {
	var failed []Row
	for _, r := range rows {
		if r.Verdict == Failed {
			failed = append(failed, r)
		}
	}
	return failed
}

// judge makes the row of a difference: it passes up to the check's limit.
func (c *check) judge(compared string, difference float64) Row {
	r := Row{Check: c.name, Compared: compared, Difference: difference, Allowed: c.limit.Value, Verdict: Passed}
	// Written so that NaN fails.
	if !(difference <= r.Allowed) {
		r.Verdict, r.Note = Failed, c.limit.Reason
	}
	return r
}

// allowing returns the check with another limit.
func (c *check) allowing(difference float64) *check {
	other := *c
	other.limit.Value = difference
	return &other
}

func (c *check) report(compared string, difference float64) Row {
	return Row{Check: c.name, Compared: compared, Difference: difference, Verdict: Reported}
}

func (c *check) fail(compared string, format string, args ...any) Row {
	return Row{Check: c.name, Compared: compared, Verdict: Failed, Note: fmt.Sprintf(format, args...)}
}

func (c *check) impossible(compared string, format string, args ...any) Row {
	return Row{Check: c.name, Compared: compared, Verdict: Impossible, Note: fmt.Sprintf(format, args...)}
}

// apart is the largest difference between two arrays over the largest |want|. It is not
// finite if their lengths differ, or an element is not finite.
func apart[T float32 | float64](got, want []T) float64 {
	if len(got) != len(want) {
		return math.Inf(1)
	}
	worst, largest := 0.0, 0.0
	for i := range want {
		d := math.Abs(float64(got[i]) - float64(want[i]))
		if math.IsNaN(d) {
			return math.Inf(1)
		}
		worst, largest = max(worst, d), max(largest, math.Abs(float64(want[i])))
	}
	if worst == 0 {
		return 0
	}
	return worst / largest
}
