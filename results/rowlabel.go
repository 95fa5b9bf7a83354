package results

import (
	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// RowLabel says in a figure how the maps of a row are frozen: the variant, and what is not
// by default: "mask by contribution, over network, layers 3-7".
func RowLabel(v serving.Variant, o methods.Values) string {
	label := string(v)
	if v == serving.Plain {
		return label
	}
	if c, err := methods.CriterionOf(o); err == nil && c.Kind == methods.FromFile {
		label += " by file"
	} else if c.Kind != methods.ByActivation {
		label += " by " + methods.Criterion.Of(o)
	}
	if methods.PercentileOver.Of(o) == methods.OverNetwork {
		label += ", over network"
	}
	if layers := methods.FreezeLayers.Of(o); layers != "" {
		label += ", layers " + layers
	}
	return label
}
