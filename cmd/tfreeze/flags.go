package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"tfreeze/internal/nearest"
)

// flagsFirst moves a command's flags before its other arguments, because the library
// stops reading flags at the first of these. Arguments after "--" stay in place.
func flagsFirst(a *cli.App, args []string) ([]string, error) {
	if len(args) < 2 {
		return args, nil
	}
	command := a.Command(args[1])
	if command == nil {
		return args, checkGlobal(args[1])
	}
	var flags, others []string
	for rest := args[2:]; len(rest) > 0; rest = rest[1:] {
		arg := rest[0]
		if arg == "--" {
			others = append(others, rest[1:]...)
			break
		}
		if !isFlag(arg) {
			others = append(others, arg)
			continue
		}
		if findFlag(command, arg) == nil {
			return nil, noFlag(arg, flagNames(command.Flags, nil), " "+command.Name)
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

func isFlag(arg string) bool { return strings.HasPrefix(arg, "-") && arg != "-" }

// checkGlobal refuses an unknown flag in front of the command.
func checkGlobal(arg string) error {
	global := []cli.Flag{cli.VersionFlag}
	if isFlag(arg) && findFlag(&cli.Command{Flags: global}, arg) == nil {
		return noFlag(arg, flagNames(global, nil), "")
	}
	return nil
}

func noFlag(arg string, known []string, command string) error {
	name, _, _ := strings.Cut(strings.TrimLeft(arg, "-"), "=")
	return usage("there is no flag --%s%s; see tfreeze help%s", name, nearest.Hint("--"+name, known), command)
}

// findFlag finds the flag to which an argument like --flag or --flag=value belongs. It
// is nil if the command has no such flag.
func findFlag(c *cli.Command, arg string) cli.Flag {
	name, _, _ := strings.Cut(strings.TrimLeft(arg, "-"), "=")
	for _, f := range append(slices.Clone(c.Flags), cli.HelpFlag) {
		if slices.Contains(f.Names(), name) {
			return f
		}
	}
	return nil
}

// takesValue reports whether the argument after a flag is its value.
func takesValue(c *cli.Command, arg string) bool {
	f := findFlag(c, arg)
	_, isBool := f.(*cli.BoolFlag)
	return f != nil && !isBool && !strings.Contains(arg, "=")
}
