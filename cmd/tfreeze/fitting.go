package main

import (
	"strings"

	"github.com/urfave/cli/v2"

	"tfreeze/explain"
)

// A fitting says how an image becomes as large as the network takes it.
type fitting struct {
	size   imageSize
	resize explain.Resize
	// exif turns images upright.
	exif bool
}

func fittingFlags() []cli.Flag {
	return []cli.Flag{
		sizeFlag(),
		&cli.StringFlag{Name: "resize", Value: string(explain.Crop), Usage: "`HOW` an image of other proportions is fitted, " + strings.Join(explain.ResizeNames(), ", ") +
			": its centre, all of it distorted, or all of it between black bars"},
		&cli.BoolFlag{Name: "no-exif", Usage: "take images as they are stored, and do not turn them upright by their EXIF orientation"},
	}
}

func parseFitting(c *cli.Context) (fitting, error) {
	size, err := parseSize(c.String("size"))
	if err != nil {
		return fitting{}, err
	}
	resize, err := explain.ParseResize(c.String("resize"))
	if err != nil {
		return fitting{}, usageError{err}
	}
	return fitting{size, resize, !c.Bool("no-exif")}, nil
}
