package main

import (
	"fmt"
	"strings"
)

// line is a row of the table: medians, the median of the pairs' ratios with its
// quartiles, and the goals.
func line(m result) string {
	r := ratios(m.Theirs, m.Ours)
	show := func(v float64) string { return fmt.Sprintf("%.3g s", v) }
	if m.Peak {
		show = func(v float64) string { return fmt.Sprintf("%.2f GB", v/1e9) }
	}
	return fmt.Sprintf("| %s | %s | %s | %.2f (%.2f to %.2f) | %.1f | %.1f |", m.What,
		show(median(m.Theirs)), show(median(m.Ours)), median(r), quantile(r, 0.25), quantile(r, 0.75), m.Goal, m.Want)
}

// table is all rows in Markdown.
func table(results []result) string {
	var b strings.Builder
	b.WriteString("| what | theirs | tfreeze | ratio (quartiles) | at least | want |\n| --- | --- | --- | --- | --- | --- |\n")
	for _, m := range results {
		b.WriteString(line(m) + "\n")
	}
	return b.String()
}
