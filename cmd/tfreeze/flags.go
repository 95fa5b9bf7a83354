package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// flagsFirst moves a command's flags before its other arguments, because the
// library reads flags only up to the first of those. What follows "--" stays.
func flagsFirst(a *cli.App, args []string) ([]string, error) {
	if len(args) < 2 {
		return args, nil
	}
	command := a.Command(args[1])
	if command == nil {
		return args, nil
	}
	var flags, others []string
	for rest := args[2:]; len(rest) > 0; rest = rest[1:] {
		arg := rest[0]
		if arg == "--" {
			others = append(others, rest[1:]...)
			break
		}
		if !strings.HasPrefix(arg, "-") || arg == "-" {
			others = append(others, arg)
			continue
		}
		flags = append(flags, arg)
		if takesValue(command, arg) {
			if rest = rest[1:]; len(rest) == 0 {
				return nil, usage("%s needs a value; see tfreeze help %s", arg, command.Name)
			}
			flags = append(flags, rest[0])
		}
	}
	sorted := append(slices.Clone(args[:2]), flags...)
	return append(append(sorted, "--"), others...), nil
}

// takesValue tells whether the argument after a flag belongs to it.
func takesValue(c *cli.Command, arg string) bool {
	name := strings.TrimLeft(arg, "-")
	if strings.Contains(name, "=") {
		return false
	}
	for _, f := range c.Flags {
		if slices.Contains(f.Names(), name) {
			_, isBool := f.(*cli.BoolFlag)
			return !isBool
		}
	}
	return false
}
