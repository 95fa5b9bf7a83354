package gen

import (
	"fmt"
	"slices"

	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// criterion says which nodes pass in the frozen signatures.
func (b *builder) criterion() (c serving.Criterion, err error) {
	v := b.options.Freezing
	chosen, err := methods.CriterionOf(v)
	if err != nil || len(b.freezings) == 0 {
		return c, err
	}
	c = serving.Criterion{Contribution: chosen.Kind == methods.ByContribution, OverNetwork: methods.PercentileOver.Of(v) == methods.OverNetwork}
	switch {
	case chosen.Kind == methods.FromFile:
		return c, fmt.Errorf("criterion %s: a signature finds its masks; feed those of files to LAYER/freeze/pass", methods.Criterion.Of(v))
	case chosen.Kind == methods.Random:
		c.Random = &chosen.Seed
	}
	if c.MaskOnly() && slices.Contains(b.options.Variants, serving.Threshold) {
		return c, methods.MaskAlone(v)
	}
	names := make([]string, len(b.freezings))
	for i, f := range b.freezings {
		names[i] = f.Activation.Node.Name
	}
	c.Layers, err = methods.ChooseLayers(methods.FreezeLayers.Of(v), names)
	return c, err
}

// recorded is an option of freezing as the card has it: empty for the default.
func (b *builder) recorded(o methods.Option[string]) string {
	if value := o.Of(b.options.Freezing); value != o.Default && len(b.freezings) > 0 {
		return value
	}
	return ""
}
