package main

import (
	"fmt"
	"strings"
)

const (
	ratioHead = "| what | theirs | tfreeze | ratio (quartiles) | of processor time | at least | want |\n| --- | --- | --- | --- | --- | --- | --- |\n"
	rateHead  = "| what | SGEMM, GFLOP/s | gradient, GFLOP/s | share (quartiles) | at least | want |\n| --- | --- | --- | --- | --- | --- |\n"
)

// tables are all results in Markdown: a table of ratios, and one of the shares of
// the machine's rate.
func tables(results []result) string {
	var ratios, rates strings.Builder
	for _, m := range results {
		if m.Quantity == rate {
			rates.WriteString(m.line() + "\n")
		} else {
			ratios.WriteString(m.line() + "\n")
		}
	}
	var parts []string
	if ratios.Len() > 0 {
		parts = append(parts, ratioHead+ratios.String())
	}
	if rates.Len() > 0 {
		parts = append(parts, rateHead+rates.String())
	}
	return strings.Join(parts, "\n")
}

// line is a row of its table: medians, the median of the pairs' ratios with its
// quartiles, that of their processor times, and the goals.
func (m result) line() string {
	theirs, ours := m.values()
	cells := []string{m.What, m.show(median(theirs)), m.show(median(ours)),
		fmt.Sprintf("%.2f (%.2f to %.2f)", median(m.Ratios), quantile(m.Ratios, 0.25), quantile(m.Ratios, 0.75))}
	switch m.Quantity {
	case rate:
		cells[1] += " (" + m.Note + ")"
	case peak:
		cells = append(cells, "-")
	default:
		cells = append(cells, fmt.Sprintf("%.2f", median(quotients(each(m.Theirs, sample.cpu), each(m.Ours, sample.cpu)))))
	}
	cells = append(cells, m.goal(m.Goal), m.goal(m.Want))
	return "| " + strings.Join(cells, " | ") + " |"
}

func (m result) show(value float64) string {
	switch m.Quantity {
	case peak:
		return fmt.Sprintf("%.2f GB", value/1e9)
	case rate:
		return fmt.Sprintf("%.0f", value/1e9)
	}
	return fmt.Sprintf("%.3g s", value)
}

func (m result) goal(value float64) string {
	switch {
	case value == 0:
		return "-"
	case m.Quantity == rate:
		return fmt.Sprintf("%.2f", value)
	}
	return fmt.Sprintf("%.1f", value)
}
