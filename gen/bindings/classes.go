package bindings

import (
	"strconv"
	"strings"
)

// classes names a constant for each label, after the text before the first comma. If
// labels share that text, the names of all of them end in their class's number:
// ClassCrane134 and ClassCrane517.
func classes(labels []string, taken names) []Class {
	shared := map[string]int{}
	for i, label := range labels {
		shared[className(i, label)]++
	}
	all := make([]Class, len(labels))
	for i, label := range labels {
		name := className(i, label)
		if shared[name] > 1 {
			name = numbered(name, i)
		}
		all[i] = Class{Index: i, Label: label, Name: taken.take(name)}
	}
	return all
}

func className(index int, label string) string {
	first, _, _ := strings.Cut(label, ",")
	if name := joined(first); name != "" {
		return "Class" + name
	}
	return "Class" + strconv.Itoa(index)
}

func numbered(name string, index int) string {
	if last := lastRune(name); last >= '0' && last <= '9' {
		name += "_"
	}
	return name + strconv.Itoa(index)
}
