package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"tfreeze/explain"
	"tfreeze/gen"
	"tfreeze/inputs"
)

func feedFlag() cli.Flag {
	return &cli.StringSliceFlag{Name: "feed", Usage: "give the model's other input `NAME=VALUE`: a number, true, false, a text, a .npy file or FILE.npz:KEY; repeatable"}
}

// switchFlag is feedFlag for commands that run nothing.
func switchFlag() cli.Flag {
	return &cli.StringSliceFlag{Name: "feed", Usage: "set the model's other input `NAME=true|false`, a boolean, in place of setting it to inference; repeatable"}
}

// parseSwitches reads the values of switchFlag.
func parseSwitches(c *cli.Context) (map[string]bool, error) {
	switches := map[string]bool{}
	for _, given := range c.StringSlice("feed") {
		name, text, _ := strings.Cut(given, "=")
		value, err := strconv.ParseBool(text)
		if err != nil || name == "" {
			return nil, usage("--feed %s: NAME=true or NAME=false is needed", given)
		}
		if _, twice := switches[name]; twice {
			return nil, usage("--feed %s: %s is given twice", given, name)
		}
		switches[name] = value
	}
	return switches, nil
}

// feedOptions has gen leave what is fed as it is; booleans fold conditions.
func feedOptions(o *gen.Options, feeds map[string]explain.Feed) {
	o.Fed, o.Switches = slices.Sorted(maps.Keys(feeds)), map[string]bool{}
	for name, f := range feeds {
		if value, err := strconv.ParseBool(f.Text); err == nil && f.Values == nil {
			o.Switches[name] = value
		}
	}
}

// fedBy are the feeds that are left when the switches among them are constants.
func fedBy(feeds map[string]explain.Feed, r gen.Report) map[string]explain.Feed {
	left := maps.Clone(feeds)
	for _, name := range r.Fed {
		delete(left, name)
	}
	return left
}

// parseFeeds reads the values of the model's other inputs.
func parseFeeds(c *cli.Context) (map[string]explain.Feed, error) {
	feeds := map[string]explain.Feed{}
	for _, given := range c.StringSlice("feed") {
		name, value, ok := strings.Cut(given, "=")
		if !ok || name == "" {
			return nil, usage("--feed %s: NAME=VALUE is needed", given)
		}
		if _, twice := feeds[name]; twice {
			return nil, usage("--feed %s: %s is given twice", given, name)
		}
		f := explain.Feed{Text: value}
		if inputs.NamesArray(value) {
			a, err := inputs.ReadArray(value)
			if err == nil && a.Rounded && a.Type != "float64" {
				err = fmt.Errorf("the array has integers (%s) that float32 does not hold exactly", a.Type)
			}
			if err != nil {
				return nil, fmt.Errorf("feed %s: %w", given, err)
			}
			f.Shape, f.Values = a.Shape, a.Data
		}
		feeds[name] = f
	}
	return feeds, nil
}
