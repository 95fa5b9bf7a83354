package main

import (
	"fmt"

	"tfreeze/explain"
	"tfreeze/report"
)

// title says what a figure is of: "cat: 281 tabby, score 11.2". A label or a file's
// name that the figure's font lacks letters for is left out.
func (d *inputDir) title(r *explain.Result) string {
	title := fmt.Sprintf("%s, score %.4g", className(r.Target, shown(labelOf(d.labels, r.Target))), r.Score)
	if stem := shown(d.in.Name); stem != "" {
		return stem + ": " + title
	}
	return title
}

func shown(s string) string {
	drawable, err := report.Drawable(s)
	if err != nil {
		return ""
	}
	return drawable
}
