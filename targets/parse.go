package targets

import (
	"fmt"
	"strconv"
	"strings"

	"tfreeze/savedmodels"
)

// A target is Top, or a rank behind byRank, or a class, which may begin with ofIndex or
// ofLabel, or indices with separator between them. sumOf may come before a class, and within between it and a
// mask.
const (
	Top       = "top1"
	ofIndex   = "index:"
	ofLabel   = "label:"
	byRank    = "rank:"
	sumOf     = "sum:"
	separator = ","
	every     = "*"
	within    = "@"
)

// Forms lists the texts with which targets begin, save plain indices and labels.
var Forms = []string{Top, ofIndex, ofLabel, byRank, sumOf}

// OfIndex is the text of the class with an index.
func OfIndex(index int) string { return ofIndex + strconv.Itoa(index) }

// An Error reports a target that cannot be meant for any scores.
type Error string

func (e Error) Error() string { return string(e) }

// Parse reads a target; an empty text is Top. A number can be an index or a label; where
// these differ, ofIndex or ofLabel must say which is meant. Masks are read from their
// files.
func Parse(s string, labels []string) (Target, error) {
	if isLabel(s, labels) {
		return parseClass(s, labels)
	}
	if !HasMask(s, labels) {
		return parsePlain(s, labels)
	}
	what, path, _ := strings.Cut(s, within)
	t, err := parsePlain(what, labels)
	if err != nil {
		return t, err
	}
	if t.form == byTop {
		return t, Error(fmt.Sprintf("target %s: a mask needs a class, such as 1%s%s", s, within, path))
	}
	m, err := ReadMask(path)
	return t.Within(m), err
}

// isLabel reports whether a text is a label, which may hold any character.
func isLabel(s string, labels []string) bool {
	label := strings.TrimPrefix(s, ofLabel)
	return label != "" && len(savedmodels.ClassesOf(label, labels)) > 0
}

// HasMask reports whether Parse would read a mask's file.
func HasMask(s string, labels []string) bool {
	_, path, ok := strings.Cut(s, within)
	return ok && namesMask(path) && !isLabel(s, labels)
}

// parsePlain reads a target without a mask.
func parsePlain(s string, labels []string) (Target, error) {
	if s == "" || s == Top {
		return Target{}, nil
	}
	if rank, ok := strings.CutPrefix(s, byRank); ok {
		n, err := strconv.Atoi(rank)
		if err != nil || n < 1 {
			return Target{}, Error(fmt.Sprintf("target %s: a rank is 1, of the highest score, or more", s))
		}
		return Rank(n), nil
	}
	if class, ok := strings.CutPrefix(s, sumOf); ok {
		t, err := parseClass(class, labels)
		return Sum(t.class), err
	}
	if strings.Contains(s, separator) || s == every {
		if index, ok, err := parseIndices(s); ok || err != nil {
			return Element(index...), err
		}
	}
	return parseClass(s, labels)
}

// parseIndices reads indices. It is not ok if some are no numbers, so that a label is
// meant.
func parseIndices(s string) (index []int, ok bool, err error) {
	for _, word := range strings.Split(s, separator) {
		word = strings.TrimSpace(word)
		k, err := strconv.Atoi(word)
		switch {
		case word == every:
			k = Every
		case err != nil:
			return nil, false, nil
		case k < 0:
			return nil, true, Error(fmt.Sprintf("target %s: index %d is less than 0", s, k))
		}
		index = append(index, k)
	}
	return index, true, nil
}

func parseClass(s string, labels []string) (Target, error) {
	if number, ok := strings.CutPrefix(s, ofIndex); ok {
		return parseIndex(number)
	}
	if label, ok := strings.CutPrefix(s, ofLabel); ok {
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
	return Target{}, fmt.Errorf("target %s can be the class at index %d (%q), or the label of %s: give --target index:%[1]s or --target label:%[1]s",
		s, index, labels[index], numbered(found, labels))
}

func parseIndex(s string) (Target, error) {
	i, err := strconv.Atoi(s)
	if err != nil {
		return Target{}, Error(fmt.Sprintf("target index:%s: the index of a class is a whole number", s))
	}
	if i < 0 {
		return Target{}, Error(fmt.Sprintf("target %d: the index of a class is 0 or more", i))
	}
	return Class(i), nil
}
