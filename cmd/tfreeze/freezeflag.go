package main

import (
	"strings"

	"github.com/urfave/cli/v2"

	"tfreeze/methods/serving"
)

// freezeFlag is the flag that chooses variants.
func freezeFlag(fallback, defaultText, note string) cli.Flag {
	return &cli.StringFlag{Name: "freeze", Value: fallback, DefaultText: defaultText,
		Usage: "freeze in a comma-separated `LIST` of variants: " + strings.Join(serving.VariantNames(), ", ") + note}
}

// chosenVariants returns the variants that were asked for, or nil.
func chosenVariants(c *cli.Context) ([]serving.Variant, error) {
	if !c.IsSet("freeze") {
		return nil, nil
	}
	variants, err := serving.ParseVariants(c.String("freeze"))
	if err != nil {
		return nil, usageError{err}
	}
	return variants, nil
}
