package main

import (
	"strings"

	"github.com/urfave/cli/v2"

	"tfreeze/report"
)

func viewFlag() cli.Flag {
	return &cli.StringFlag{Name: "view", Value: report.Views[0].Name,
		Usage: "draw a comma-separated `LIST` of " + strings.Join(report.ViewNames(), ", ") + "; the figure has the first"}
}

func chosenViews(list string) ([]report.View, error) {
	chosen, err := report.SelectViews(split(list))
	if err != nil {
		return nil, usageError{err}
	}
	return chosen, nil
}
