package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"tfreeze"
	"tfreeze/inputs"
)

func feedFlag() cli.Flag {
	return &cli.StringSliceFlag{Name: "feed", Usage: "feed another input of the model, `NAME=VALUE`: a number, true, false, a text, a .npy file or FILE.npz:KEY; repeatable"}
}

// switchFlag is feedFlag for commands that do not run the network.
func switchFlag() cli.Flag {
	return &cli.StringSliceFlag{Name: "feed", Usage: "set another input of the model, a boolean, `NAME=true|false`, instead of setting it to inference; repeatable"}
}

// parseSwitches reads the values of switchFlag.
func parseSwitches(c *cli.Context) (map[string]any, error) {
	const need = "NAME=true or NAME=false"
	return parseFed(c, need, func(given, text string) (any, error) {
		value, err := strconv.ParseBool(text)
		if err != nil {
			return nil, usage("--feed %s: give %s", given, need)
		}
		return value, nil
	})
}

// parseFeeds reads the values of feedFlag.
func parseFeeds(c *cli.Context) (map[string]any, error) {
	return parseFed(c, "NAME=VALUE", func(given, text string) (any, error) {
		if !inputs.NamesArray(text) {
			return text, nil
		}
		a, err := tfreeze.ReadArray(text)
		if err != nil {
			return nil, fmt.Errorf("feed %s: %w", given, err)
		}
		return a, nil
	})
}

// parseFed reads values keyed by the names of inputs. A name may be given only once.
func parseFed(c *cli.Context, need string, parse func(given, text string) (any, error)) (map[string]any, error) {
	fed := map[string]any{}
	for _, given := range c.StringSlice("feed") {
		name, text, ok := strings.Cut(given, "=")
		if !ok || name == "" {
			return nil, usage("--feed %s: give %s", given, need)
		}
		value, err := parse(given, text)
		if err != nil {
			return nil, err
		}
		if _, twice := fed[name]; twice {
			return nil, usage("--feed %s: %s is given twice", given, name)
		}
		fed[name] = value
	}
	return fed, nil
}
