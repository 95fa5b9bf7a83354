package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"tfreeze"
	"tfreeze/verify"
)

// A table prints the rows of verify as they are computed.
type table struct{ out io.Writer }

// Begin prints the model that is verified.
func (t *table) Begin(m tfreeze.About) { printModel(t.out, m) }

// Input prints the heading for an input's rows.
func (t *table) Input(name string) {
	fmt.Fprintf(t.out, "input     %s\n", name)
	fmt.Fprintf(t.out, "%-13s %-11s %-8s %-13s %s\n", "check", "difference", "allowed", "verdict", "compared")
}

// Row prints one comparison.
func (t *table) Row(r verify.Row) {
	difference, allowed := "-", "-"
	// A row that failed without a difference was not compared.
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

// conclude prints how many comparisons there were. Its error names those that failed.
func (t *table) conclude(rows []verify.Row) error {
	checked := 0
	for _, r := range rows {
		if r.Verdict == verify.Passed || r.Verdict == verify.Failed {
			checked++
		}
	}
	var failed []string
	for _, row := range verify.Failures(rows) {
		failed = append(failed, row.Check+" ("+row.Compared+")")
	}
	if len(failed) > 0 {
		return fmt.Errorf("%d of %d comparisons failed: %s", len(failed), checked, strings.Join(failed, ", "))
	}
	if checked == 0 {
		return errors.New("nothing could be checked")
	}
	fmt.Fprintf(t.out, "verified  %d comparisons\n", checked)
	return nil
}
