package evaluate

import (
	"bufio"
	"fmt"
	"io"
)

// writeTable writes a table for each metric: the mean of each map with its interval, and
// its difference from the plain map, image by image.
func writeTable(w io.Writer, lines []Line) error {
	b := bufio.NewWriter(w)
	last := ""
	for _, l := range lines {
		if l.N == 0 {
			continue
		}
		if l.Metric != last {
			if last != "" {
				fmt.Fprintln(b)
			}
			fmt.Fprintf(b, "## %s\n\nBetter: %s. Means, with the bounds of 95 %% of bootstrap samples in brackets; differences from the plain map of the same image.\n\n", l.Metric, betterOf(l.Metric))
			fmt.Fprintln(b, "| method | variant | p | n | mean | minus plain | better than plain |\n| --- | --- | --- | --- | --- | --- | --- |")
			last = l.Metric
		}
		difference, wins, p := "", "", ""
		if l.Pairs > 0 {
			difference = l.Difference.text("%+.3g")
			wins = fmt.Sprintf("%.0f %%", 100*l.Wins)
		}
		if l.Percentile != none {
			p = fmt.Sprintf("%g", l.Percentile)
		}
		fmt.Fprintf(b, "| %s | %s | %s | %d | %s | %s | %s |\n", l.Method, l.Variant, p, l.N, l.Mean.text("%.3g"), difference, wins)
	}
	return b.Flush()
}

// text is the mean with its bounds.
func (i Interval) text(format string) string {
	return fmt.Sprintf(format+" ["+format+", "+format+"]", i.Mean, i.Low, i.High)
}
