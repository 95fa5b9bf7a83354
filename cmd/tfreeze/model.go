package main

import (
	"errors"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"tfreeze"
	"tfreeze/gen"
	"tfreeze/internal/nearest"
	"tfreeze/internal/tensorflow"
	"tfreeze/savedmodels"
)

// modelFlags are the flags that say which model to read, and what to explain.
func modelFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "arch", Usage: "build the `ARCHITECTURE` (" + strings.Join(savedmodels.Architectures(), ", ") + ") instead of reading a model"},
		&cli.StringFlag{Name: "checkpoint", Usage: "read the weights of the architecture or the MetaGraph from the checkpoint `FILE`, V1 or V2"},
		&cli.StringFlag{Name: "tag", Usage: "read the MetaGraph with the `TAG` from a SavedModel (default: serve)"},
		&cli.StringFlag{Name: "signature", Usage: "explain the model's signature `NAME` (default: serving_default, or the only one)"},
		&cli.StringFlag{Name: "function", Usage: "explain the `FUNCTION` of a SavedModel's objects instead of a signature"},
		&cli.StringFlag{Name: "input", Usage: "explain the input `TENSOR`, or the signature's key for it (default: inferred)"},
		&cli.StringFlag{Name: "output", Usage: "read the classes' scores from `TENSOR`, or the signature's key for it (default: inferred)"},
		&cli.StringFlag{Name: "shape", Usage: "take inputs of the shape `D1,D2,...`, without the batch, where the model leaves it open (explain: default that of the first array)"},
		&cli.StringFlag{Name: "score", Value: string(gen.Logit), Usage: "explain the `SCORE`: logit (before a trailing Softmax or Sigmoid) or probability"},
		&cli.BoolFlag{Name: "exact", Usage: "use the plain gradient rules and the network's own ops: slower, but rounded more like Python"},
		&cli.StringFlag{Name: "layer", Usage: "explain the features of the `LAYER`, a node's name, by methods of one layer (default: the last convolution)"},
		&cli.StringFlag{Name: "activations", Usage: "freeze only activations whose name matches `REGEXP`"},
	}
}

// splitModel separates MODEL, which --arch replaces, from the other arguments.
func splitModel(c *cli.Context) (path string, rest []string, err error) {
	arch, checkpoint := c.String("arch"), c.String("checkpoint")
	rest = c.Args().Slice()
	switch {
	case arch != "" && checkpoint == "":
		return "", nil, usage("--arch needs the weights: --checkpoint FILE")
	case arch == "" && checkpoint != "" && (len(rest) == 0 || filepath.Ext(rest[0]) != ".meta"):
		return "", nil, usage("--checkpoint needs the network: a MetaGraph (.meta), or --arch, one of %s", strings.Join(savedmodels.Architectures(), ", "))
	case arch != "" && !slices.Contains(savedmodels.Architectures(), arch):
		return "", nil, usageError{nearest.Unknown("architecture", arch, savedmodels.Architectures())}
	case arch != "" && c.String("tag") != "":
		return "", nil, usage("--tag has no effect with --arch: only a SavedModel has tags")
	case arch != "" && c.String("function") != "":
		return "", nil, usage("--function has no effect with --arch: only a SavedModel has functions")
	case c.String("function") != "" && c.String("signature") != "":
		return "", nil, usage("give either --function or --signature")
	case arch != "":
		return "", rest, nil
	case len(rest) == 0:
		return "", nil, usage("MODEL is missing; see tfreeze help %s", c.Command.Name)
	}
	return rest[0], rest[1:], nil
}

// modelOptions returns the options of the flags that all commands with a model share.
func modelOptions(c *cli.Context) (tfreeze.ModelOptions, error) {
	o := tfreeze.ModelOptions{
		Tag: c.String("tag"), Arch: c.String("arch"), Checkpoint: c.String("checkpoint"),
		Signature: c.String("signature"), Function: c.String("function"), Input: c.String("input"), Output: c.String("output"), Exact: c.Bool("exact"), Layer: c.String("layer"),
		Preprocess: c.String("preprocess"), Labels: c.String("labels"), Threads: c.Int("threads"),
	}
	score, err := gen.ParseScore(c.String("score"))
	if err != nil {
		return o, usageError{err}
	}
	if c.IsSet("score") {
		o.Score = score
	}
	if o.Shape, err = parseShape(c.String("shape")); err != nil {
		return o, err
	}
	if pattern := c.String("activations"); pattern != "" {
		if o.Activations, err = regexp.Compile(pattern); err != nil {
			return o, usage("--activations: %w", err)
		}
	}
	if o.Preprocess != "" {
		if _, err := savedmodels.FindRecipe(o.Preprocess); err != nil {
			return o, usageError{err}
		}
	}
	if o.Methods, err = chosenMethods(c); err != nil {
		return o, err
	}
	if err := (tensorflow.Options{Threads: o.Threads}).Check(); err != nil {
		return o, usageError{err}
	}
	return o, nil
}

// ofSubject lists the flags that say what to explain.
var ofSubject = []string{"signature", "input", "output", "shape", "score", "layer", "activations", "exact"}

// refused converts an error of package tfreeze: one about a flag is a usage error.
func refused(err error) error {
	var without tfreeze.NoEffectError
	var target tfreeze.TargetError
	switch {
	case errors.As(err, &without):
		return usage("--%w", err)
	case errors.As(err, &target):
		return usageError{err}
	}
	return err
}

// split splits a comma-separated list.
func split(list string) []string {
	names := strings.Split(list, ",")
	for i, name := range names {
		names[i] = strings.TrimSpace(name)
	}
	return names
}

func preprocessFlag() cli.Flag {
	return &cli.StringFlag{Name: "preprocess", Usage: "preprocess images by the recipe `NAME`, one of " +
		strings.Join(savedmodels.RecipeNames(), ", ") + " (default: what the model's " + savedmodels.CardFile + " says)"}
}
