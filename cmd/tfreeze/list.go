package main

import (
	"fmt"
	"io"
	"os"

	"github.com/urfave/cli/v2"

	"tfreeze"
	"tfreeze/inputs"
)

func listFlag() cli.Flag {
	return &cli.StringFlag{Name: "list", Usage: "explain the inputs that `FILE` lists, too: a path on each line, or a CSV with the columns file and target; - reads the standard input"}
}

// explainedItems returns the model and the inputs: those that are arguments, and those of
// --list.
func explainedItems(c *cli.Context) (model string, items []tfreeze.Item, err error) {
	model, files, err := splitModel(c)
	if err != nil {
		return "", nil, err
	}
	items = inputs.ItemsOf(files)
	if c.IsSet("list") {
		listed, err := readList(c.String("list"))
		if err != nil {
			return "", nil, err
		}
		return model, append(items, listed...), nil
	}
	if len(items) == 0 {
		return "", nil, usage("INPUT is missing; see tfreeze help explain")
	}
	return model, items, nil
}

func readList(path string) ([]tfreeze.Item, error) {
	name, r := "the standard input", io.ReadCloser(os.Stdin)
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, fmt.Errorf("list: %w", err)
		}
		name, r = path, f
	}
	defer r.Close()
	items, err := inputs.ReadList(r)
	if err == nil && len(items) == 0 {
		err = fmt.Errorf("it lists no input")
	}
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", name, err)
	}
	return items, nil
}

// paths are those of the items.
func paths(items []tfreeze.Item) []string {
	all := make([]string, len(items))
	for i, item := range items {
		all[i] = item.Path
	}
	return all
}
