package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"

	"github.com/urfave/cli/v2"

	"tfreeze"
	"tfreeze/inputs"
	"tfreeze/storage"
)

func listFlag() cli.Flag {
	return &cli.StringFlag{Name: "list", Usage: "explain the inputs that `FILE` lists, too: a path on each line, or a CSV with the columns file and target; FILE may be a URL, and - reads the standard input"}
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
		listed, err := readList(c.Context, c.String("list"))
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

func readList(ctx context.Context, path string) ([]tfreeze.Item, error) {
	name, r, err := openList(ctx, path)
	if err != nil {
		return nil, fmt.Errorf("list: %w", err)
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

// openList opens the standard input, a file, or an object in a bucket.
func openList(ctx context.Context, at string) (name string, r io.ReadCloser, err error) {
	if at == "-" {
		return "the standard input", os.Stdin, nil
	}
	if at = storage.Path(at); !storage.IsURL(at) {
		r, err = os.Open(at)
		return at, r, err
	}
	client := buckets()
	defer client.Close()
	content, err := client.Read(ctx, at)
	return storage.Name(at), io.NopCloser(bytes.NewReader(content)), err
}

// paths are those of the items.
func paths(items []tfreeze.Item) []string {
	all := make([]string, len(items))
	for i, item := range items {
		all[i] = item.Path
	}
	return all
}
