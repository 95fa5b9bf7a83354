package main

import (
	"strings"

	"github.com/urfave/cli/v2"

	"tfreeze/methods"
)

// methodFlag chooses methods; it goes by either name in every command.
func methodFlag(name, alias, fallback, defaultText string) cli.Flag {
	return &cli.StringFlag{Name: name, Aliases: []string{alias}, Value: fallback, DefaultText: defaultText,
		Usage: "comma-separated `LIST`: all (the paper's six), " + strings.Join(methods.Names(), ", ")}
}

// chosenMethods are nil unless some are asked for.
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
