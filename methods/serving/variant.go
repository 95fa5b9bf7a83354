package serving

import (
	"slices"
	"strings"

	"tfreeze/internal/nearest"
)

// A Variant says how activations are frozen. Its value is its name in commands and
// files.
type Variant string

const (
	// Plain freezes nothing.
	Plain Variant = "plain"
	// Threshold passes a unit while its activation reaches the layer's threshold, at
	// every input that the network runs on: eq. (5) of the paper.
	Threshold Variant = "threshold"
	// Mask passes the units that reach the threshold at the explained input.
	Mask Variant = "mask"
)

// Variants lists all variants.
var Variants = []Variant{Plain, Threshold, Mask}

// String returns the variant's name.
func (v Variant) String() string { return string(v) }

// Suffix returns what the variant adds to the name of a signature.
func (v Variant) Suffix() string {
	switch v {
	case Threshold:
		return "_frozen"
	case Mask:
		return "_frozen_mask"
	}
	return ""
}

// VariantNames lists the names of all variants.
func VariantNames() []string {
	names := make([]string, len(Variants))
	for i, v := range Variants {
		names[i] = v.String()
	}
	return names
}

// ParseVariants reads names separated by commas, and keeps their order.
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

// OnlyPlain reports whether the variants are chosen, and none of them freezes.
func OnlyPlain(chosen []Variant) bool {
	return len(chosen) > 0 && !slices.ContainsFunc(chosen, func(v Variant) bool { return v != Plain })
}

// variants returns the variants to serve in which an attribution differs. At the input
// alone, mask and threshold are equal. Where nothing is frozen, all are plain; by some
// criteria there are masks alone.
func (s *Server) variants(a Attribution) []Variant {
	switch {
	case len(s.Freezings) == 0 || OnlyPlain(s.Variants):
		return []Variant{Plain}
	case s.criterion.MaskOnly():
		return []Variant{Plain, Mask}
	case !a.Moves:
		return []Variant{Plain, Threshold}
	}
	return slices.DeleteFunc(slices.Clone(Variants), func(v Variant) bool {
		return v != Plain && s.Variants != nil && !slices.Contains(s.Variants, v)
	})
}
