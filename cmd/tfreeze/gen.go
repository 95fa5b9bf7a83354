package main

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"tfreeze"
	"tfreeze/methods"
)

func genCommand() *cli.Command {
	return &cli.Command{
		Name:      "gen",
		Usage:     "write a frozen-aware SavedModel with the gradient graphs of the attribution methods",
		ArgsUsage: "MODEL",
		Description: `MODEL is a SavedModel directory, a MetaGraph (.meta) beside its checkpoint or with
--checkpoint, or a frozen GraphDef (.pb); --arch and --checkpoint replace it.

--out writes the model, --go a Go package that calls it; either will do. --go alone
takes a directory that gen wrote as well.

Example: tfreeze gen --arch vgg_16 --checkpoint vgg_16.ckpt --out vgg_frozen`,
		Flags: append(append(modelFlags(), bindingsFlags()...),
			&cli.StringFlag{Name: "out", Usage: "the `DIR` to write; it must not exist or be empty"},
			&cli.IntFlag{Name: "version", Usage: "write DIR/`N`, as TensorFlow Serving has the versions of a model"},
			&cli.StringSliceFlag{Name: "open", Usage: "leave the model's other input `NAME`, a boolean or a keep_prob, to be fed, in place of setting it to inference; repeatable"},
			switchFlag(),
			methodFlag("methods", "method", strings.Join(methods.Names(), ","), "every one"),
			preprocessFlag(),
			&cli.StringFlag{Name: "labels", Usage: "a `FILE` with a class's name per line, to go with the model"},
		),
		Action: runGen,
	}
}

func runGen(c *cli.Context) error {
	path, rest, err := splitModel(c)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return usage("gen takes one MODEL; %q is one too many", rest[0])
	}
	out, err := outDir(c)
	if err != nil {
		return err
	}
	code, err := goFlags(c)
	if err != nil {
		return err
	}
	o := tfreeze.GenerateOptions{Open: c.StringSlice("open")}
	if o.ModelOptions, err = modelOptions(c); err != nil {
		return err
	}
	if o.Feeds, err = parseSwitches(c); err != nil {
		return err
	}
	p, err := tfreeze.Generate(c.Context, path, o)
	if err != nil {
		return err
	}
	if p.Already && out == "" {
		return code.bind(c, p.Model)
	}
	if err := code.make(p.Model); err != nil {
		return err
	}
	if out != "" {
		if err := p.Write(out); err != nil {
			return err
		}
	}
	printProduct(c.App.Writer, p.Product)
	if out != "" {
		fmt.Fprintf(c.App.Writer, "written     %s\n", out)
	}
	return code.write(c.App.Writer)
}

// outDir is where the model is to be written; it is empty if only Go code is.
func outDir(c *cli.Context) (string, error) {
	dir := c.String("out")
	switch {
	case dir == "" && c.String("go") == "":
		return "", usage("gen needs a directory to write: --out DIR, for the model, or --go DIR, for Go code that calls it")
	case dir == "" && c.IsSet("version"):
		return "", usage("--version is the model's, and needs --out DIR")
	case !c.IsSet("version"):
		return dir, nil
	case c.Int("version") < 0:
		return "", usage("--version %d: TensorFlow Serving takes numbers from 0 on", c.Int("version"))
	}
	return filepath.Join(dir, strconv.Itoa(c.Int("version"))), nil
}
