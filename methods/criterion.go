package methods

import (
	"fmt"
	"strconv"
	"strings"

	"tfreeze/internal/nearest"
)

// These options say which nodes freezing lets pass.
var (
	// Criterion says by which number a node passes; CriterionOf reads it.
	Criterion = newOption(ByActivation, Choice{
		Name: "criterion", Freezing: true,
		Usage: "let nodes pass by `WHAT`: activation; contribution, abs(a dy/da); random:SEED, as many nodes as by activation; file:DIR, boolean arrays. All but activation freeze by mask",
	}, func(text string, _ Values) error {
		_, err := parseCriterion(text)
		return err
	})

	// PercentileOver says of which numbers the threshold is the percentile: OverLayer or
	// OverNetwork.
	PercentileOver = newOption(OverLayer, Choice{
		Name: "percentile_over", Freezing: true,
		Usage: "take the percentile of each `PART`, layer, or of all layers together, network",
		Names: []string{OverLayer, OverNetwork},
	}, nil)

	// FreezeLayers says which layers freeze, as ChooseLayers reads it. Empty means all.
	FreezeLayers = newOption("", Choice{
		Name: "freeze_layers", Freezing: true,
		Usage: "freeze only `LAYERS`: a regular expression for their names, or numbers as inspect prints them, 3 or 0,3-7",
	}, func(text string, _ Values) error {
		_, err := parseLayers(text)
		return err
	})
)

// What PercentileOver may be.
const (
	OverLayer   = "layer"
	OverNetwork = "network"
)

// The kinds of a Criterion.
const (
	// ByActivation: the activation, as in the paper.
	ByActivation = "activation"
	// ByContribution: abs(a dy/da), with the plain gradient of the explained score y.
	ByContribution = "contribution"
	// Random: as many nodes of each layer as pass by activation, drawn at random.
	Random = "random"
	// FromFile: masks that are read from files.
	FromFile = "file"
)

// CriterionForms lists the forms of a Criterion, as far as they are the same for all.
var CriterionForms = []string{ByActivation, ByContribution, Random + ":", FromFile + ":"}

// A Chosen is a Criterion that was read: its kind, and the seed or the directory.
type Chosen struct {
	Kind string
	Seed uint64
	Dir  string
}

// MaskOnly reports whether nodes pass by a mask alone. A variant by threshold compares
// activations at every input that the network runs on.
func (c Chosen) MaskOnly() bool { return c.Kind != ByActivation }

// MaskAlone says why a criterion, which is MaskOnly, has no maps by threshold.
func MaskAlone(v Values) error {
	return fmt.Errorf("criterion %s freezes by mask alone: the variant threshold compares activations wherever the network runs", Criterion.Of(v))
}

// Choosing lists the options that say which nodes pass, save the percentile.
func Choosing() []*Choice {
	return []*Choice{PercentileOver.Choice, Criterion.Choice, FreezeLayers.Choice}
}

// CriterionOf reads the chosen Criterion, which Values.Check accepts.
func CriterionOf(v Values) (Chosen, error) { return parseCriterion(Criterion.Of(v)) }

func parseCriterion(text string) (Chosen, error) {
	kind, rest, has := strings.Cut(text, ":")
	c := Chosen{Kind: kind}
	switch {
	case !has && (kind == ByActivation || kind == ByContribution):
		return c, nil
	case kind == Random:
		seed, err := strconv.ParseUint(rest, 10, 64)
		if err != nil {
			return c, fmt.Errorf("criterion %q: give a seed, a number of 0 or more: random:7", text)
		}
		c.Seed = seed
		return c, nil
	case kind == FromFile && rest == "":
		return c, fmt.Errorf("criterion %q: give the directory of the masks: file:DIR", text)
	case kind == FromFile:
		c.Dir = rest
		return c, nil
	}
	return c, nearest.Unknown("criterion", text, []string{ByActivation, ByContribution, "random:SEED", "file:DIR"})
}
