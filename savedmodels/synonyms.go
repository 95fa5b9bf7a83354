package savedmodels

import (
	"regexp"
	"slices"
	"strings"

	"tfreeze/internal/nearest"
)

// ClassesOf finds the classes that a name means: those with exactly that label; else
// those with that label in another case; else those with the name among the synonyms
// that commas separate in a label, as "tabby cat" in "tabby, tabby cat".
func ClassesOf(name string, labels []string) []int {
	name = strings.TrimSpace(name)
	means := []func(label string) bool{
		func(label string) bool { return label == name },
		func(label string) bool { return plainName(label) == plainName(name) },
		func(label string) bool { return hasSynonym(label, name) },
	}
	for _, mean := range means {
		var found []int
		for i, label := range labels {
			if label != "" && mean(label) {
				found = append(found, i)
			}
		}
		if found != nil {
			return found
		}
	}
	return nil
}

// wordNet matches the WordNet number that labels of ImageNet may begin with.
var wordNet = regexp.MustCompile(`^n[0-9]{8}\s+`)

// synonyms returns the names between a label's commas, and the label itself.
func synonyms(label string) []string {
	names := strings.Split(wordNet.ReplaceAllString(label, ""), ",")
	return append(names, label)
}

func hasSynonym(label, name string) bool {
	for _, s := range synonyms(label) {
		if plainName(s) == plainName(name) && plainName(s) != "" {
			return true
		}
	}
	return false
}

// plainName lowers the case, and separates words by single spaces.
func plainName(name string) string {
	return strings.Join(strings.Fields(strings.ToLower(strings.ReplaceAll(name, "_", " "))), " ")
}

// NearClasses finds the classes that a name may mean if ClassesOf finds none: those
// whose label contains it, else those with the nearest synonyms.
func NearClasses(name string, labels []string) []int {
	part := plainName(name)
	var with []int
	of := map[string][]int{}
	var all []string
	for i, label := range labels {
		if part != "" && strings.Contains(plainName(label), part) {
			with = append(with, i)
		}
		for _, s := range synonyms(label) {
			s = strings.TrimSpace(s)
			if of[s] == nil {
				all = append(all, s)
			}
			of[s] = append(of[s], i)
		}
	}
	if with != nil {
		return with
	}
	var near []int
	for _, s := range nearest.Names(name, all) {
		near = append(near, of[s]...)
	}
	slices.Sort(near)
	return slices.Compact(near)
}
