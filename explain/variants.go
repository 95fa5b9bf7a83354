package explain

import (
	"fmt"
	"slices"

	"tfreeze/methods"
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

// checkFreezing refuses layers and a criterion that the explainer does not have.
func (e *Explainer) checkFreezing(r *Request) error {
	if !slices.ContainsFunc(r.Variants, frozen) {
		return nil
	}
	if _, err := e.chosenLayers(r); err != nil {
		return err
	}
	if c, err := methods.CriterionOf(r.Options); err != nil || c.Kind != methods.ByContribution {
		return err
	}
	return e.contributions.why
}

// chosenLayers reports which layers a request freezes: none of a network that has none.
func (e *Explainer) chosenLayers(r *Request) ([]bool, error) {
	if len(e.freezings) == 0 {
		return nil, nil
	}
	names := make([]string, len(e.freezings))
	for i, f := range e.freezings {
		names[i] = f.Activation.Node.Name
	}
	return methods.ChooseLayers(methods.FreezeLayers.Of(r.Options), names)
}

func (e *Explainer) noVariant(v serving.Variant) error {
	return fmt.Errorf("there are no maps by %s, but plain ones: %s", v, e.unfrozen)
}
