package main

import (
	"fmt"
	"path/filepath"
	"slices"
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

--out writes the model, and --go a Go package that runs it. Give one of them or both.
--go alone also takes a directory that gen wrote.

Example: tfreeze gen --arch vgg_16 --checkpoint vgg_16.ckpt --out vgg_frozen`,
		Flags: slices.Concat(modelFlags(), bindingsFlags(), optionFlags(methods.Values{}, methods.Choosing()...), []cli.Flag{
			&cli.StringFlag{Name: "out", Usage: "write the model to `DIR`, which must be empty or not exist"},
			&cli.IntFlag{Name: "version", Usage: "write to DIR/`N`, where TensorFlow Serving expects version N of a model"},
			&cli.StringSliceFlag{Name: "open", Usage: "keep another input of the model, `NAME`, a boolean or a keep_prob, instead of setting it to inference; repeatable"},
			switchFlag(),
			methodFlag("methods", "method", strings.Join(methods.Names(), ","), "every one"),
			freezeFlag("", "every one", "; plain is always among them"),
			preprocessFlag(),
			&cli.StringFlag{Name: "labels", Usage: "copy the classes' names from `FILE`, one per line, into the model's directory"},
		}),
		Action: runGen,
	}
}

func runGen(c *cli.Context) error {
	path, rest, err := splitModel(c)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return usage("gen takes one MODEL; %q is one argument too many", rest[0])
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
	if o.Variants, err = chosenVariants(c); err != nil {
		return err
	}
	setOptions(c, &o.Freezing, methods.Choosing()...)
	if err := o.Freezing.Check(); err != nil {
		return usageError{err}
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

// outDir returns the directory for the model. It is empty if only Go code is written.
func outDir(c *cli.Context) (string, error) {
	dir := c.String("out")
	switch {
	case dir == "" && c.String("go") == "":
		return "", usage("gen needs a directory to write: --out DIR, for the model, or --go DIR, for Go code that calls it")
	case dir == "" && c.IsSet("version"):
		return "", usage("--version is the version of the model, and needs --out DIR")
	case !c.IsSet("version"):
		return dir, nil
	case c.Int("version") < 0:
		return "", usage("--version %d: TensorFlow Serving takes numbers of 0 or more", c.Int("version"))
	}
	return filepath.Join(dir, strconv.Itoa(c.Int("version"))), nil
}
