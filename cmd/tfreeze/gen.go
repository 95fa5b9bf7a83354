package main

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"tfreeze/gen"
	gr "tfreeze/graphrewrite"
	"tfreeze/internal/nearest"
	"tfreeze/methods"
	"tfreeze/savedmodels"
)

func genCommand() *cli.Command {
	return &cli.Command{
		Name:      "gen",
		Usage:     "write a frozen-aware SavedModel with the gradient graphs of the attribution methods",
		ArgsUsage: "MODEL",
		Description: `MODEL is a SavedModel directory, a MetaGraph (.meta) beside its checkpoint or with
--checkpoint, or a frozen graph (.pb); --arch and --checkpoint replace it.

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
	source, rest, err := splitModel(c)
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
	chosen, err := chosenMethods(c.String("methods"))
	if err != nil {
		return err
	}
	options, err := genOptions(c, chosen)
	if err != nil {
		return err
	}
	if options.Switches, err = parseSwitches(c); err != nil {
		return err
	}
	m, err := savedmodels.Load(source)
	if err != nil {
		return err
	}
	if m.Card.Generated != nil && out == "" {
		return code.bind(c, m)
	}
	if err := setPreprocess(m, c.String("preprocess")); err != nil {
		return err
	}
	if labels := c.String("labels"); labels != "" {
		if _, err := savedmodels.ReadLabels(labels); err != nil {
			return err
		}
		if m.Card.Labels, err = filepath.Abs(labels); err != nil {
			return err
		}
	}
	options.Fed = c.StringSlice("open")
	p, err := gen.Build(m, options)
	if err != nil {
		return fmt.Errorf("%s: %w", m.Path, err)
	}
	if err := checkOpen(p.Subject, options.Fed); err != nil {
		return fmt.Errorf("%s: %w", m.Path, err)
	}
	if err := checkSwitches(options.Switches, p.Report.Fed, switchNames(p.Subject, p.Report.Folded)); err != nil {
		return fmt.Errorf("%s: %w", m.Path, err)
	}
	if err := checkLabels(m); err != nil {
		return err
	}
	if err := context.Cause(c.Context); err != nil {
		return err
	}
	if err := code.make(m); err != nil {
		return err
	}
	if err := writeModel(p, out); err != nil {
		return err
	}
	printProduct(c.App.Writer, p)
	if out != "" {
		fmt.Fprintf(c.App.Writer, "written     %s\n", out)
	}
	return code.write(c.App.Writer)
}

// checkLabels reads the labels that go with the model.
func checkLabels(m *savedmodels.Model) error {
	labels, err := savedmodels.ReadLabels(m.Card.LabelsPath())
	if err != nil {
		return err
	}
	_, err = labels.For(m.Classes())
	return err
}

// checkOpen refuses a name that is no other input's, by its key, tensor or node.
func checkOpen(s *gen.Subject, names []string) error {
	for _, name := range names {
		if !slices.ContainsFunc(s.Others, func(o gen.Other) bool {
			return name == o.Key || o.Tensor.Is(name)
		}) {
			return fmt.Errorf("--open %s: the score depends on no other input of that name%s", name, nearest.Hint(name, otherKeys(s)))
		}
	}
	return nil
}

// checkSwitches refuses a name that is no switch's, of those that there are.
func checkSwitches(switches map[string]bool, set, names []string) error {
	for _, name := range slices.Sorted(maps.Keys(switches)) {
		if !slices.Contains(set, name) {
			return fmt.Errorf("--feed %s: the score depends on no boolean of that name%s", name, nearest.Hint(name, names))
		}
	}
	return nil
}

// switchNames are those of the booleans that were set to inference, and of those that
// were left.
func switchNames(s *gen.Subject, folded []gr.Folded) []string {
	var names []string
	for _, o := range s.Others {
		if o.Tensor.Node.IsSwitch() {
			names = append(names, o.Key)
		}
	}
	for _, f := range folded {
		if f.Value == "true" || f.Value == "false" {
			names = append(names, f.Called)
		}
	}
	return names
}

func otherKeys(s *gen.Subject) []string {
	var keys []string
	for _, o := range s.Others {
		keys = append(keys, o.Key)
	}
	return keys
}

func writeModel(p *gen.Product, dir string) error {
	if dir == "" {
		return nil
	}
	return gen.Write(p, dir)
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
