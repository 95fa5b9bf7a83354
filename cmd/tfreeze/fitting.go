package main

import (
	"strings"

	"github.com/urfave/cli/v2"

	"tfreeze"
	"tfreeze/inputs"
	"tfreeze/savedmodels"
)

func fittingFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "size", Usage: "bring images to `H,W` pixels if the network leaves the size open (default: what " +
			savedmodels.CardFile + " says, else the image's own)"},
		&cli.StringFlag{Name: "resize", Value: string(inputs.Crop), Usage: "fit an image of other proportions by `HOW`: " + strings.Join(inputs.ResizeNames(), ", ") +
			" (its centre, all of it distorted, or all of it between black bars)"},
		&cli.BoolFlag{Name: "no-exif", Usage: "do not turn images upright by their EXIF orientation"},
	}
}

func parseFitting(c *cli.Context, o *tfreeze.ModelOptions) error {
	var err error
	if o.Size, err = inputs.ParseSize(c.String("size")); err != nil {
		return usageError{err}
	}
	if o.Resize, err = inputs.ParseResize(c.String("resize")); err != nil {
		return usageError{err}
	}
	o.AsStored = c.Bool("no-exif")
	return nil
}
