package main

import (
	_ "embed"
	"slices"
	"strings"

	"tfreeze/methods/autodiff"
)

// list has an op a line, after a line that says of which release.
//
//go:embed registered.txt
var list string

// registered returns the release of TensorFlow, and the ops for which its Python
// registers a gradient.
func registered() (release string, ops []string) {
	head, rest, _ := strings.Cut(list, "\n")
	release, _, _ = strings.Cut(strings.TrimPrefix(head, "# "), ",")
	return release, strings.Fields(rest)
}

// A coverage is how the ops of a release are covered. All lists are sorted.
type coverage struct {
	release string
	// covered have a rule, flat pass no gradient on, and missing are not known.
	covered, flat, missing []string
	// refused maps a reason to its ops.
	refused map[string][]string
	// more have a rule, though Python has none.
	more []string
}

func compare(release string, ops []string) coverage {
	c := coverage{release: release, refused: map[string][]string{}}
	ruled := autodiff.Ops()
	for _, name := range ops {
		op := autodiff.Of(name)
		switch {
		case slices.Contains(ruled, name):
			c.covered = append(c.covered, name)
		case op.Flat():
			c.flat = append(c.flat, name)
		case op.Why() != "":
			c.refused[op.Why()] = append(c.refused[op.Why()], name)
		default:
			c.missing = append(c.missing, name)
		}
	}
	for _, name := range ruled {
		if !slices.Contains(ops, name) {
			c.more = append(c.more, name)
		}
	}
	return c
}
