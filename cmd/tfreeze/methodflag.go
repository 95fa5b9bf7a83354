package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"tfreeze/methods"
	"tfreeze/savedmodels"
)

// methodFlag chooses methods; it goes by either name in every command.
func methodFlag(name, alias, fallback, defaultText string) cli.Flag {
	return &cli.StringFlag{Name: name, Aliases: []string{alias}, Value: fallback, DefaultText: defaultText,
		Usage: "comma-separated `LIST`: all (the paper's six), " + strings.Join(methods.Names(), ", ")}
}

func chosenMethods(list string) ([]methods.Method, error) {
	chosen, err := methods.Select(split(list))
	if err != nil {
		return nil, usageError{err}
	}
	return chosen, nil
}

// methodsOf are the methods of a model that gen wrote, unless some are asked for:
// the paper's six if it has these, or else all that it has.
func methodsOf(m *savedmodels.Model, c *cli.Context, asked []methods.Method) []methods.Method {
	if m.Card.Generated == nil || c.IsSet("method") {
		return asked
	}
	has := func(method methods.Method) bool { return slices.Contains(m.Card.Generated.Methods, method.Name) }
	missing := func(method methods.Method) bool { return !has(method) }
	if !slices.ContainsFunc(asked, missing) {
		return asked
	}
	if own := slices.DeleteFunc(slices.Clone(methods.All), missing); len(own) > 0 {
		return own
	}
	return asked
}
