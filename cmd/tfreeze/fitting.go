package main

import (
	"strings"

	"github.com/urfave/cli/v2"

	"tfreeze/inputs"
	"tfreeze/savedmodels"
)

func fittingFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "size", Usage: "make images `H,W` pixels where the network leaves the size open (default: what " +
			savedmodels.CardFile + " says, else the image's own)"},
		&cli.StringFlag{Name: "resize", Value: string(inputs.Crop), Usage: "`HOW` an image of other proportions is fitted, " + strings.Join(inputs.ResizeNames(), ", ") +
			": its centre, all of it distorted, or all of it between black bars"},
		&cli.BoolFlag{Name: "no-exif", Usage: "take images as they are stored, and do not turn them upright by their EXIF orientation"},
	}
}

func parseFitting(c *cli.Context) (inputs.Fitting, error) {
	size, err := inputs.ParseSize(c.String("size"))
	if err != nil {
		return inputs.Fitting{}, usageError{err}
	}
	resize, err := inputs.ParseResize(c.String("resize"))
	if err != nil {
		return inputs.Fitting{}, usageError{err}
	}
	return inputs.Fitting{Size: size, Resize: resize, AsStored: c.Bool("no-exif")}, nil
}
