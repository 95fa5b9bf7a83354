package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"tfreeze/explain"
	"tfreeze/gen"
	"tfreeze/methods"
	"tfreeze/savedmodels"
)

// completes tells whether a shell asks what can follow (tools/completion).
func completes(args []string) bool {
	return len(args) > 0 && args[len(args)-1] == "--generate-bash-completion"
}

// complete prints what can follow the words, a line each. The last of them is the
// one before the cursor, or one that begins with "-" and is not finished. Nothing
// is printed where a file can follow.
func complete(a *cli.App, words []string, w io.Writer) {
	var command *cli.Command
	last := ""
	if len(words) > 1 {
		command, last = a.Command(words[1]), words[len(words)-1]
	}
	var lines []string
	switch {
	case slices.Contains(words, "--"):
	case len(words) < 2 || len(words) == 2 && words[1] == "help":
		lines = commandNames(a)
	case command == nil && len(words) == 2:
		lines = unused([]cli.Flag{cli.VersionFlag}, words, last)
	case command != nil && strings.HasPrefix(last, "-"):
		if lines = choices(strings.TrimLeft(last, "-")); lines == nil || !takesValue(command, last) {
			lines = unused(command.Flags, words, last)
		}
	}
	for _, line := range lines {
		fmt.Fprintln(w, line)
	}
}

func commandNames(a *cli.App) []string {
	names := []string{"help"}
	for _, c := range a.Commands {
		names = append(names, c.Name)
	}
	return names
}

// unused are the flags that begin as the word does, without those that are there
// already and do not repeat.
func unused(flags []cli.Flag, words []string, begin string) []string {
	var names []string
	for _, f := range append(slices.Clone(flags), cli.HelpFlag) {
		name := "--" + f.Names()[0]
		_, repeats := f.(*cli.StringSliceFlag)
		if strings.HasPrefix(begin, "-") && strings.HasPrefix(name, begin) && name != begin && (repeats || !slices.Contains(words, name)) {
			names = append(names, name)
		}
	}
	return names
}

// choices are the values of a flag that has few.
func choices(flag string) []string {
	switch flag {
	case "arch":
		return savedmodels.Architectures()
	case "baseline":
		return []string{"zero"}
	case "freeze":
		var names []string
		for _, v := range explain.Variants {
			names = append(names, string(v))
		}
		return names
	case "method", "methods":
		return append([]string{"all"}, methods.Names()...)
	case "path":
		return []string{string(explain.Right), string(explain.Endpoints)}
	case "preprocess":
		return savedmodels.RecipeNames()
	case "resize":
		var names []string
		for _, r := range explain.Resizes {
			names = append(names, string(r))
		}
		return names
	case "score":
		return []string{string(gen.Logit), string(gen.Probability)}
	}
	return nil
}
