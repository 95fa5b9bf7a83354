package main

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"tfreeze/explain"
)

func feedFlag() cli.Flag {
	return &cli.StringSliceFlag{Name: "feed", Usage: "give the model's other input `NAME=VALUE`: a number, true, false, a text, a .npy file or FILE.npz:KEY; repeatable"}
}

// parseFeeds reads the values of the model's other inputs; written has them as
// the user wrote them.
func parseFeeds(c *cli.Context) (feeds map[string]explain.Feed, written map[string]string, err error) {
	feeds, written = map[string]explain.Feed{}, map[string]string{}
	for _, given := range c.StringSlice("feed") {
		name, value, ok := strings.Cut(given, "=")
		if !ok || name == "" {
			return nil, nil, usage("--feed %s: NAME=VALUE is needed", given)
		}
		if _, twice := feeds[name]; twice {
			return nil, nil, usage("--feed %s: %s is given twice", given, name)
		}
		f := explain.Feed{Text: value}
		if isArrayFile(value) {
			a, err := readArray(splitKey(value))
			if err == nil && a.Rounded && a.Type != "float64" {
				err = fmt.Errorf("the array has integers (%s) that float32 does not hold exactly", a.Type)
			}
			if err != nil {
				return nil, nil, fmt.Errorf("feed %s: %w", given, err)
			}
			f.Shape, f.Values = a.dims, a.Data
		}
		feeds[name], written[name] = f, value
	}
	return feeds, written, nil
}
