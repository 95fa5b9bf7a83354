package targets

import (
	"fmt"
	"slices"
	"strings"

	"tfreeze/savedmodels"
)

// labelled finds the class with a label.
func labelled(s string, labels []string) (Target, error) {
	if labels == nil {
		return Target{}, fmt.Errorf("target %q is a label, but there are no labels: give --labels", s)
	}
	found := savedmodels.ClassesOf(s, labels)
	switch len(found) {
	case 0:
		return Target{}, fmt.Errorf("target %q is not among the %d labels%s", s, len(labels), similar(s, labels))
	case 1:
		return Class(found[0]), nil
	}
	return Target{}, fmt.Errorf("target %q is the label of several classes, %s: give --target index:N", s, numbered(found, labels))
}

// similar suggests labels that may be meant.
func similar(s string, labels []string) string {
	near := savedmodels.NearClasses(s, labels)
	if len(near) == 0 {
		return ""
	}
	return "; did you mean " + numbered(near, labels) + "?"
}

// maxNumbered is the largest number of classes that an error lists.
const maxNumbered = 5

// numbered lists classes with their labels: 281 ("tabby, tabby cat").
func numbered(classes []int, labels []string) string {
	var all []string
	for _, i := range slices.Compact(classes[:min(len(classes), maxNumbered)]) {
		all = append(all, fmt.Sprintf("%d (%q)", i, labels[i]))
	}
	if more := len(classes) - maxNumbered; more > 0 {
		all = append(all, fmt.Sprintf("%d more", more))
	}
	return strings.Join(all, ", ")
}
