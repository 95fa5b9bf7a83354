package methods

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// numbers matches the forms of FreezeLayers that are not regular expressions.
var numbers = regexp.MustCompile(`^[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*$`)

// A layerChoice says which layers freeze.
type layerChoice struct {
	names  *regexp.Regexp
	ranges [][2]int
}

// parseLayers reads FreezeLayers; empty is every layer.
func parseLayers(text string) (c layerChoice, err error) {
	if !numbers.MatchString(text) {
		if c.names, err = regexp.Compile(text); err != nil {
			err = fmt.Errorf("freeze_layers: %w", err)
		}
		return c, err
	}
	for _, part := range strings.Split(text, ",") {
		first, last, isRange := strings.Cut(part, "-")
		if !isRange {
			last = first
		}
		from, err1 := strconv.Atoi(first)
		to, err2 := strconv.Atoi(last)
		if err := errors.Join(err1, err2); err != nil || from > to {
			return c, fmt.Errorf("freeze_layers: %s is no range of layers", part)
		}
		c.ranges = append(c.ranges, [2]int{from, to})
	}
	return c, nil
}

// has reports whether the layer with that number and name freezes.
func (c layerChoice) has(i int, name string) bool {
	for _, r := range c.ranges {
		if i >= r[0] && i <= r[1] {
			return true
		}
	}
	return c.names != nil && c.names.MatchString(name)
}

// ChooseLayers reports for each layer whether it freezes by a FreezeLayers. The names
// are in the order of their numbers, from 0. It is an error to choose none, or a number
// that no layer has.
func ChooseLayers(text string, names []string) ([]bool, error) {
	c, err := parseLayers(text)
	if err != nil {
		return nil, err
	}
	for _, r := range c.ranges {
		if r[1] >= len(names) {
			return nil, fmt.Errorf("freeze_layers: there is no layer %d; the layers are %s", r[1], listed(names))
		}
	}
	chosen, some := make([]bool, len(names)), false
	for i, name := range names {
		chosen[i] = c.has(i, name)
		some = some || chosen[i]
	}
	if !some {
		return nil, fmt.Errorf("freeze_layers: no layer's name matches %q; the layers are %s", text, listed(names))
	}
	return chosen, nil
}

// listed lists layers with their numbers.
func listed(names []string) string {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = fmt.Sprintf("%d %s", i, name)
	}
	return strings.Join(all, ", ")
}
