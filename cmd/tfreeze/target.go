package main

import (
	"fmt"
	"strconv"
	"strings"
)

// parseTarget reads top1, an index, or a label; -1 is top1.
func parseTarget(s string, labels []string) (int, error) {
	if s == "top1" {
		return -1, nil
	}
	if i, err := strconv.Atoi(s); err == nil {
		if i < 0 {
			return 0, usage("target %d: a class's index is 0 or more", i)
		}
		return i, nil
	}
	if labels == nil {
		return 0, fmt.Errorf("target %q is a label, and there are no labels: give --labels", s)
	}
	var found []int
	for i, l := range labels {
		if strings.EqualFold(l, s) {
			found = append(found, i)
		}
	}
	switch len(found) {
	case 0:
		return 0, fmt.Errorf("target %q is not among the %d labels%s", s, len(labels), similar(s, labels))
	case 1:
		return found[0], nil
	}
	return 0, fmt.Errorf("target %q is the label of several classes: %v; give an index", s, found)
}

// similar lists a few labels that contain s.
func similar(s string, labels []string) string {
	var near []string
	for _, l := range labels {
		if strings.Contains(strings.ToLower(l), strings.ToLower(s)) && len(near) < 5 {
			near = append(near, strconv.Quote(l))
		}
	}
	if near == nil {
		return ""
	}
	return "; similar: " + strings.Join(near, ", ")
}

// labelOf is a class's name, empty if it has none.
func labelOf(labels []string, class int) string {
	if class < len(labels) {
		return labels[class]
	}
	return ""
}
