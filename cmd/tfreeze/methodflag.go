package main

import (
	"strings"

	"github.com/urfave/cli/v2"

	"tfreeze/methods"
)

// methodFlag is the flag that chooses methods. Every command accepts both of its names.
func methodFlag(name, alias, fallback, defaultText string) cli.Flag {
	return &cli.StringFlag{Name: name, Aliases: []string{alias}, Value: fallback, DefaultText: defaultText,
		Usage: "use a comma-separated `LIST` of methods: all (the paper's six), " + strings.Join(methods.Names(), ", ")}
}

// chosenMethods returns the methods that were asked for, or nil.
func chosenMethods(c *cli.Context) ([]string, error) {
	if !c.IsSet("method") {
		return nil, nil
	}
	names := split(c.String("method"))
	if _, err := methods.Select(names); err != nil {
		return nil, usageError{err}
	}
	return names, nil
}
