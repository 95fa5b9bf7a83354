package explain

import (
	"fmt"
	"slices"

	"tfreeze/methods/serving"
)

// Variants lists the variants that requests may ask for.
func (e *Explainer) Variants() []serving.Variant { return slices.Clone(e.variants) }

// checkVariants sets the variants if none was chosen. It refuses those that freeze where
// nothing can be frozen.
func (e *Explainer) checkVariants() error {
	switch {
	case e.variants == nil && e.unfrozen != "":
		e.variants = []serving.Variant{serving.Plain}
	case e.variants == nil:
		e.variants = serving.Variants
	}
	i := slices.IndexFunc(e.variants, frozen)
	if i < 0 || e.unfrozen == "" {
		return nil
	}
	return e.noVariant(e.variants[i])
}

// hasVariant refuses a variant that the explainer was not opened for. Request.Check
// refuses one that does not exist.
func (e *Explainer) hasVariant(v serving.Variant) error {
	switch {
	case slices.Contains(e.variants, v) || !slices.Contains(serving.Variants, v):
		return nil
	case e.unfrozen != "":
		return e.noVariant(v)
	}
	return fmt.Errorf("the model was opened without the variant %s", v)
}

func (e *Explainer) noVariant(v serving.Variant) error {
	return fmt.Errorf("there are no maps by %s, but plain ones: %s", v, e.unfrozen)
}
