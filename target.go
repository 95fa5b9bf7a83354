package tfreeze

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tfreeze/savedmodels"
)

// What a target may be or begin with.
const (
	top1        = "top1"
	targetIndex = "index:"
	targetLabel = "label:"
)

// Targets are what ExplainOptions.Target may be, or begin with, besides a class.
var Targets = []string{top1, targetIndex, targetLabel}

// Class is the target of an index, as ExplainOptions.Target takes it.
func Class(index int) string { return targetIndex + strconv.Itoa(index) }

// target is what is recorded of a target.
func target(asked string) string { return cmp.Or(asked, top1) }

// A TargetError is that what is written as the index of a class can be none.
type TargetError string

func (e TargetError) Error() string { return string(e) }

// parseTarget reads top1, which is empty too, an index, or a label; -1 is top1. A number
// may be both, unless "index:" or "label:" says which is meant.
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
		return 0, TargetError(fmt.Sprintf("target %d: a class's index is 0 or more", i))
	}
	return i, nil
}

// labelled finds the class of a label.
func labelled(s string, labels []string) (int, error) {
	if labels == nil {
		return 0, fmt.Errorf("target %q is a label, and there are no labels: give --labels", s)
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

// similar asks for the labels that may be meant.
func similar(s string, labels []string) string {
	near := savedmodels.NearClasses(s, labels)
	if len(near) == 0 {
		return ""
	}
	return "; did you mean " + numbered(near, labels) + "?"
}

// maxNumbered is how many classes an error lists.
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
