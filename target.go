package tfreeze

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tfreeze/savedmodels"
)

// A target is one of these, or begins with one of them.
const (
	top1        = "top1"
	targetIndex = "index:"
	targetLabel = "label:"
)

// Targets lists the values, and the prefixes, of ExplainOptions.Target, save plain
// indices and labels.
var Targets = []string{top1, targetIndex, targetLabel}

// Class returns the target for the class with an index, for ExplainOptions.Target.
func Class(index int) string { return targetIndex + strconv.Itoa(index) }

// target returns the target to record.
func target(asked string) string { return cmp.Or(asked, top1) }

// A TargetError reports a class's index that is not possible.
type TargetError string

func (e TargetError) Error() string { return string(e) }

// parseTarget reads a target: top1 or nothing, which give -1, an index, or a label. A
// number can be either of the last two; "index:" or "label:" says which is meant.
func parseTarget(s string, labels []string) (int, error) {
	if s == "" || s == top1 {
		return -1, nil
	}
	if number, ok := strings.CutPrefix(s, targetIndex); ok {
		return parseIndex(number)
	}
	if label, ok := strings.CutPrefix(s, targetLabel); ok {
		return labelled(label, labels)
	}
	index, err := strconv.Atoi(s)
	if err != nil {
		return labelled(s, labels)
	}
	found := savedmodels.ClassesOf(s, labels)
	switch {
	case len(found) == 0 || len(found) == 1 && found[0] == index:
		return parseIndex(s)
	case index < 0 || index >= len(labels):
		return labelled(s, labels)
	}
	return 0, fmt.Errorf("target %s can be the class at index %d (%q), or the label of %s: give --target index:%[1]s or --target label:%[1]s",
		s, index, labels[index], numbered(found, labels))
}

func parseIndex(s string) (int, error) {
	i, err := strconv.Atoi(s)
	if err != nil {
		return 0, TargetError(fmt.Sprintf("target index:%s: the index of a class is a whole number", s))
	}
	if i < 0 {
		return 0, TargetError(fmt.Sprintf("target %d: the index of a class is 0 or more", i))
	}
	return i, nil
}

// labelled finds the class with a label.
func labelled(s string, labels []string) (int, error) {
	if labels == nil {
		return 0, fmt.Errorf("target %q is a label, but there are no labels: give --labels", s)
	}
	found := savedmodels.ClassesOf(s, labels)
	switch len(found) {
	case 0:
		return 0, fmt.Errorf("target %q is not among the %d labels%s", s, len(labels), similar(s, labels))
	case 1:
		return found[0], nil
	}
	return 0, fmt.Errorf("target %q is the label of several classes, %s: give --target index:N", s, numbered(found, labels))
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
