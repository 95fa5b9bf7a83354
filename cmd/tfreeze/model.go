package main

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"tfreeze/gen"
	"tfreeze/internal/nearest"
	"tfreeze/methods"
	"tfreeze/savedmodels"
)

// modelFlags say what the model is and what of it is explained.
func modelFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "arch", Usage: "build the `ARCHITECTURE` (" + strings.Join(savedmodels.Architectures(), ", ") + ") in place of reading a model"},
		&cli.StringFlag{Name: "checkpoint", Usage: "the `FILE` with the weights of the architecture or the MetaGraph, V1 or V2"},
		&cli.StringFlag{Name: "tag", Usage: "the `TAG` of the MetaGraph in a SavedModel (default: serve)"},
		&cli.StringFlag{Name: "signature", Usage: "the `NAME` of the model's signature to explain (default: serving_default, or the only one)"},
		&cli.StringFlag{Name: "input", Usage: "the `TENSOR` to attribute to, or the signature's key for it, if it is not to be inferred"},
		&cli.StringFlag{Name: "output", Usage: "the `TENSOR` with the classes' scores, or the signature's key for it, if it is not to be inferred"},
		&cli.StringFlag{Name: "score", Value: string(gen.Logit), Usage: "explain the `SCORE`: logit (before a trailing Softmax or Sigmoid) or probability"},
		&cli.BoolFlag{Name: "exact", Usage: "keep to the plain gradient rules and to the network's own ops: slower, and nearer to Python's rounding"},
		&cli.StringFlag{Name: "activations", Usage: "freeze only activations whose name matches `REGEXP`"},
	}
}

// splitModel separates MODEL, which --arch replaces, from the other arguments.
func splitModel(c *cli.Context) (savedmodels.Source, []string, error) {
	s := savedmodels.Source{Tag: c.String("tag"), Arch: c.String("arch"), Checkpoint: c.String("checkpoint")}
	rest := c.Args().Slice()
	switch {
	case s.Arch != "" && s.Checkpoint == "":
		return s, nil, usage("--arch needs the weights: --checkpoint FILE")
	case s.Arch == "" && s.Checkpoint != "" && (len(rest) == 0 || filepath.Ext(rest[0]) != ".meta"):
		return s, nil, usage("--checkpoint needs the network: a MetaGraph (.meta), or --arch, one of %s", strings.Join(savedmodels.Architectures(), ", "))
	case s.Arch != "" && !slices.Contains(savedmodels.Architectures(), s.Arch):
		return s, nil, usageError{nearest.Unknown("architecture", s.Arch, savedmodels.Architectures())}
	case s.Arch != "" && s.Tag != "":
		return s, nil, usage("--tag has no effect with --arch: only a SavedModel has tags")
	case s.Arch != "":
		return s, rest, nil
	}
	if len(rest) == 0 {
		return s, nil, usage("MODEL is missing; see tfreeze help %s", c.Command.Name)
	}
	s.Path = rest[0]
	return s, rest[1:], nil
}

func genOptions(c *cli.Context, chosen []methods.Method) (gen.Options, error) {
	o := gen.Options{
		Signature: c.String("signature"), Input: c.String("input"), Output: c.String("output"), Methods: chosen, Exact: c.Bool("exact"),
	}
	var err error
	if o.Score, err = gen.ParseScore(c.String("score")); err != nil {
		return o, usageError{err}
	}
	if pattern := c.String("activations"); pattern != "" {
		if o.Activations, err = regexp.Compile(pattern); err != nil {
			return o, usage("--activations: %w", err)
		}
	}
	return o, nil
}

// ofSubject are the flags that say what of a model is explained.
var ofSubject = []string{"signature", "input", "output", "score", "activations", "exact"}

// onlyForGen refuses flags that say what of a model is explained: gen has decided.
func onlyForGen(c *cli.Context, m *savedmodels.Model) error {
	for _, flag := range ofSubject {
		if c.IsSet(flag) {
			return usage("--%s has no effect on %s, which gen wrote: give it to gen", flag, m.Path)
		}
	}
	return nil
}

// split takes a comma-separated list apart.
func split(list string) []string {
	names := strings.Split(list, ",")
	for i, name := range names {
		names[i] = strings.TrimSpace(name)
	}
	return names
}

// setPreprocess puts the recipe that a flag names into the model's card.
func setPreprocess(m *savedmodels.Model, name string) error {
	if name == "" {
		return nil
	}
	r, err := savedmodels.FindRecipe(name)
	if err != nil {
		return usageError{err}
	}
	if old := m.Card.Preprocess; old != nil {
		r.Size = old.Size
	}
	m.Card.Preprocess = &r
	return nil
}

func preprocessFlag() cli.Flag {
	return &cli.StringFlag{Name: "preprocess", Usage: "how an image becomes the input: `NAME` is one of " +
		strings.Join(savedmodels.RecipeNames(), ", ") + " (default: what the model's " + savedmodels.CardFile + " says)"}
}
