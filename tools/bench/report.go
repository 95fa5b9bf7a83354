package main

import (
	"fmt"
	"strings"
)

// line is a row of the table: medians, the median of the pairs' ratios with its
// quartiles, that of their processor times, and the goals.
func line(m result) string {
	of, show := sample.seconds, func(v float64) string { return fmt.Sprintf("%.3g s", v) }
	if m.Peak {
		of, show = sample.peak, func(v float64) string { return fmt.Sprintf("%.2f GB", v/1e9) }
	}
	theirs, ours := each(m.Theirs, of), each(m.Ours, of)
	r, busy := ratios(theirs, ours), "-"
	if !m.Peak {
		busy = fmt.Sprintf("%.2f", median(ratios(each(m.Theirs, sample.cpu), each(m.Ours, sample.cpu))))
	}
	return fmt.Sprintf("| %s | %s | %s | %.2f (%.2f to %.2f) | %s | %.1f | %.1f |", m.What,
		show(median(theirs)), show(median(ours)), median(r), quantile(r, 0.25), quantile(r, 0.75), busy, m.Goal, m.Want)
}

func (s sample) seconds() float64 { return s.Seconds }
func (s sample) cpu() float64     { return s.CPU }
func (s sample) peak() float64    { return s.Peak }

func each(samples []sample, of func(sample) float64) []float64 {
	values := make([]float64, len(samples))
	for i, s := range samples {
		values[i] = of(s)
	}
	return values
}

// table is all rows in Markdown.
func table(results []result) string {
	var b strings.Builder
	b.WriteString("| what | theirs | tfreeze | ratio (quartiles) | of processor time | at least | want |\n| --- | --- | --- | --- | --- | --- | --- |\n")
	for _, m := range results {
		b.WriteString(line(m) + "\n")
	}
	return b.String()
}
