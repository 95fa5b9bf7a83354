package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"tfreeze/inputs"
)

// printFailures lists the failures, if that says more than their Err.
func printFailures(w io.Writer, f inputs.Failures, total int) {
	if len(f) == 0 || total == 1 || f.Alike(total) {
		return
	}
	fmt.Fprintf(w, "%d of %d inputs failed:\n", len(f), total)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, one := range f.InOrder() {
		fmt.Fprintf(t, "  %s\t%s\n", oneLine(one.Input.String()), oneLine(one.Err.Error()))
	}
	t.Flush()
}
