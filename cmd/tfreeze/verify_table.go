package main

import (
	"fmt"
	"io"

	"tfreeze/inputs"
	"tfreeze/verify"
)

// A table prints the rows of verify as they come.
type table struct{ out io.Writer }

func (t *table) head(in *inputs.Input) {
	fmt.Fprintf(t.out, "input     %s\n", in)
	fmt.Fprintf(t.out, "%-13s %-11s %-8s %-13s %s\n", "check", "difference", "allowed", "verdict", "compared")
}

func (t *table) row(r verify.Row) {
	difference, allowed := "-", "-"
	// What failed without a difference was not compared.
	if r.Verdict == verify.Passed || r.Verdict == verify.Failed && r.Difference != 0 {
		difference, allowed = fmt.Sprintf("%.2g", r.Difference), fmt.Sprintf("%.2g", r.Allowed)
	}
	if r.Verdict == verify.Reported {
		difference = fmt.Sprintf("%.2g", r.Difference)
	}
	fmt.Fprintf(t.out, "%-13s %-11s %-8s %-13s %s", r.Check, difference, allowed, r.Verdict, oneLine(r.Compared))
	if r.Note != "" {
		fmt.Fprintf(t.out, " (%s)", oneLine(r.Note))
	}
	fmt.Fprintln(t.out)
}

// count is how many rows say whether the model is right.
func (t *table) count(rows []verify.Row) int {
	n := 0
	for _, r := range rows {
		if r.Verdict == verify.Passed || r.Verdict == verify.Failed {
			n++
		}
	}
	return n
}
