package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"tfreeze"
	"tfreeze/evaluate"
	"tfreeze/explain"
	"tfreeze/gen"
	"tfreeze/inputs"
	"tfreeze/jobs"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/report"
	"tfreeze/results"
	"tfreeze/savedmodels"
)

// choices returns the values of a flag that allows only a few. list reports whether it
// takes several, separated by commas.
func choices(flag string) (names []string, list bool) {
	switch flag {
	case "arch":
		return savedmodels.Architectures(), false
	case "colormap":
		return report.ColormapNames(), false
	case "criterion":
		return methods.CriterionForms, false
	case "engine":
		return explain.EngineNames(), false
	case "figure":
		return report.Formats, true
	case "figure-layout":
		return results.Layouts, true
	case "format":
		return jobs.FormatNames(), true
	case "freeze":
		return serving.VariantNames(), true
	case "smooth":
		return methods.Names(), true
	case "metric":
		return append([]string{"all"}, evaluate.Names()...), true
	case "outcome":
		return evaluate.Scorings, false
	case "perturb":
		return evaluate.Perturbs, false
	case "pixels":
		return split(texts(evaluate.Reductions)), false
	case "method", "methods":
		return append([]string{"all"}, methods.Names()...), true
	case "preprocess":
		return savedmodels.RecipeNames(), false
	case "resize":
		return inputs.ResizeNames(), false
	case "score":
		return gen.ScoreNames(), false
	case "target":
		return tfreeze.Targets, false
	case "view":
		return report.ViewNames(), true
	}
	return optionNames(flag), false
}

// values returns the completions of a flag's value, each behind a prefix.
func values(c *cli.Command, flag, value, prefix string) []string {
	f := findFlag(c, flag)
	if f == nil {
		return nil
	}
	names, list := choices(f.Names()[0])
	if comma := strings.LastIndex(value, ","); list && comma >= 0 {
		given := split(value[:comma])
		names = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return slices.Contains(given, name) })
		value, prefix = value[comma+1:], prefix+value[:comma+1]
	}
	return beginning(value, prefix, names)
}
