package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// completes reports whether a shell asks for completions (see completion/).
func completes(args []string) bool {
	return len(args) > 0 && args[len(args)-1] == "--generate-bash-completion"
}

// complete prints the completions of the last word, one per line. The last word is the
// one at the cursor, which may be empty. Where a file can follow, it prints nothing.
func complete(a *cli.App, words []string, w io.Writer) {
	if len(words) < 2 {
		words = append(words, "")
	}
	for _, line := range candidates(a, joinedByEqual(words)) {
		fmt.Fprintln(w, line)
	}
}

func candidates(a *cli.App, words []string) []string {
	last := len(words) - 1
	word, before := words[last], words[:last]
	if slices.Contains(before, "--") {
		return nil
	}
	if last == 1 && strings.HasPrefix(word, "-") {
		return beginning(word, "", flagNames([]cli.Flag{cli.VersionFlag}, before))
	}
	if last == 1 || last == 2 && words[1] == "help" {
		return beginning(word, "", commandNames(a))
	}
	command := a.Command(words[1])
	if command == nil {
		return nil
	}
	if command.Name == completionName && last == 2 {
		return beginning(word, "", shells)
	}
	if flag := words[last-1]; last > 2 && strings.HasPrefix(flag, "-") && takesValue(command, flag) {
		return values(command, flag, word, "")
	}
	if flag, value, ok := strings.Cut(word, "="); ok && strings.HasPrefix(flag, "-") {
		return values(command, flag, value, flag+"=")
	}
	if strings.HasPrefix(word, "-") {
		return beginning(word, "", flagNames(command.Flags, before))
	}
	return nil
}

// joinedByEqual joins the words "--flag", "=" and "value", into which bash splits
// --flag=value, to "--flag value".
func joinedByEqual(words []string) []string {
	last := len(words) - 1
	switch {
	case last > 1 && words[last-1] == "=":
		return append(slices.Clone(words[:last-1]), words[last])
	case last > 1 && words[last] == "=":
		return append(slices.Clone(words[:last]), "")
	}
	return words
}

// beginning returns the names that begin with the word, each behind a prefix.
func beginning(word, prefix string, names []string) []string {
	var fit []string
	for _, name := range names {
		if strings.HasPrefix(name, word) && name != word {
			fit = append(fit, prefix+name)
		}
	}
	return fit
}

func commandNames(a *cli.App) []string {
	names := []string{"help"}
	for _, c := range a.Commands {
		if c.Name != "help" {
			names = append(names, c.Name)
		}
	}
	return names
}

// flagNames lists the flags, save those that are present already and cannot be
// repeated.
func flagNames(flags []cli.Flag, words []string) []string {
	var names []string
	for _, f := range append(slices.Clone(flags), cli.HelpFlag) {
		_, repeats := f.(*cli.StringSliceFlag)
		there := slices.ContainsFunc(f.Names(), func(name string) bool { return slices.Contains(words, "--"+name) })
		if repeats || !there {
			names = append(names, "--"+f.Names()[0])
		}
	}
	return names
}
