package serving

import (
	"slices"
	"strings"

	"tfreeze/internal/nearest"
)

// A Variant says how activations are frozen, by the name that commands and files have
// for it.
type Variant string

const (
	// Plain freezes nothing.
	Plain Variant = "plain"
	// Threshold passes a node whose activation reaches the layer's threshold, at
	// whatever input the network runs on: eq. (5) of the paper.
	Threshold Variant = "threshold"
	// Mask passes the nodes that reach the threshold at the explained input.
	Mask Variant = "mask"
)

// Variants lists all of them.
var Variants = []Variant{Plain, Threshold, Mask}

// String is the variant's name.
func (v Variant) String() string { return string(v) }

// Suffix is what a variant adds to the name of a signature.
func (v Variant) Suffix() string {
	switch v {
	case Threshold:
		return "_frozen"
	case Mask:
		return "_frozen_mask"
	}
	return ""
}

// VariantNames lists the names of Variants.
func VariantNames() []string {
	names := make([]string, len(Variants))
	for i, v := range Variants {
		names[i] = v.String()
	}
	return names
}

// ParseVariants reads names separated by commas; their order is kept.
func ParseVariants(list string) ([]Variant, error) {
	var variants []Variant
	for _, name := range strings.Split(list, ",") {
		v := Variant(strings.TrimSpace(name))
		if !slices.Contains(Variants, v) {
			return nil, nearest.Unknown("variant", v.String(), VariantNames())
		}
		variants = append(variants, v)
	}
	return variants, nil
}

// variants are those in which an attribution differs: at the input alone, mask and
// threshold are the same.
func (a Attribution) variants() []Variant {
	if a.Moves {
		return Variants
	}
	return []Variant{Plain, Threshold}
}
