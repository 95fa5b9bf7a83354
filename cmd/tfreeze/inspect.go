package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/urfave/cli/v2"

	"tfreeze"
	"tfreeze/gen"
	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels"
)

func inspectCommand() *cli.Command {
	return &cli.Command{
		Name:      "inspect",
		Usage:     "print a model's inputs, outputs and activations, or its graph",
		ArgsUsage: "MODEL",
		Description: `MODEL is whatever gen takes, or a directory that gen wrote. The exit code is 1 if the
model cannot be explained with these flags; every reason is printed.

Example: tfreeze inspect --graph my_saved_model | less`,
		Flags: append(modelFlags(), switchFlag(), &cli.BoolFlag{Name: "graph", Usage: "print only the graph, in text form"},
			&cli.BoolFlag{Name: "json", Usage: "print JSON"}),
		Action: runInspect,
	}
}

func runInspect(c *cli.Context) error {
	path, rest, err := splitModel(c)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return usage("inspect takes one MODEL; %q is one argument too many", rest[0])
	}
	if err := wholeGraph(c); err != nil {
		return err
	}
	o, err := modelOptions(c)
	if err != nil {
		return err
	}
	if o.Feeds, err = parseSwitches(c); err != nil {
		return err
	}
	w := c.App.Writer
	if c.Bool("graph") {
		m, err := savedmodels.Load(savedmodels.Source{Path: path, Tag: o.Tag, Function: o.Function, Arch: o.Arch, Checkpoint: o.Checkpoint})
		if err != nil {
			return err
		}
		return m.Graph.Format(w)
	}
	i, err := tfreeze.Inspect(c.Context, path, o)
	if err != nil {
		return err
	}
	if c.Bool("json") {
		if err := writeInspection(w, i); err != nil {
			return err
		}
	} else {
		printInspection(w, i.Model, i.Inspection)
	}
	return cannot(i)
}

// cannot is an error if the model cannot be explained with these flags. What was printed
// has the reasons.
func cannot(i *tfreeze.Inspection) error {
	switch {
	case i.Explainable():
		return nil
	case i.Unresolved != nil:
		return fmt.Errorf("%s: it is unknown what to explain", i.Model.Path)
	case len(i.Missing) == 1:
		return fmt.Errorf("%s cannot be explained", i.Model.Path)
	}
	return fmt.Errorf("%s cannot be explained, for %d reasons", i.Model.Path, len(i.Missing))
}

// wholeGraph refuses flags that say what to explain beside --graph, which prints the
// graph in the file unchanged.
func wholeGraph(c *cli.Context) error {
	if c.Bool("graph") && c.Bool("json") {
		return usage("give either --graph or --json")
	}
	for _, flag := range append(slices.Clone(ofSubject), "feed") {
		if c.Bool("graph") && c.IsSet(flag) {
			return usage("--%s has no effect with --graph, which prints the whole graph of the file", flag)
		}
	}
	return nil
}

func printInspection(w io.Writer, m *savedmodels.Model, i *gen.Inspection) {
	fmt.Fprintf(w, "model       %s (%s), %d nodes\n", m.Path, oneLine(m.Description()), m.Graph.Len())
	for _, s := range m.Signatures {
		fmt.Fprintf(w, "signature   %s\n", oneLine(s.Name))
		printTensors(w, "in ", s.Inputs)
		printTensors(w, "out", s.Outputs)
	}
	for _, f := range m.Functions {
		for _, takes := range f.Takes {
			fmt.Fprintf(w, "function    %s %s\n", oneLine(f.Name), oneLine(takes))
		}
	}
	if i.Unresolved != nil {
		fmt.Fprintf(w, "explains    nothing yet: %v\n", i.Unresolved)
	} else {
		printFound(w, i)
	}
	for _, err := range i.Missing {
		fmt.Fprintf(w, "missing     %v\n", err)
	}
	for _, help := range i.Help {
		fmt.Fprintf(w, "help        %s\n", oneLine(help))
	}
}

// printFound says what would be frozen in the model.
func printFound(w io.Writer, i *gen.Inspection) {
	printExplained(w, i.Subject)
	if i.Layout != "" {
		fmt.Fprintf(w, "images      %s\n", i.Layout)
	}
	printFolded(w, "inference  ", i.Folded)
	printUnrolled(w, i.Unrolled)
	fmt.Fprintf(w, "activations %d\n", len(i.Activations))
	var lines stepLines
	for number, a := range i.Activations {
		lines.number(number, a.Output.Node.Name, fmt.Sprintf("(%s) %s", a.Kind, a.Output.Type()))
	}
	for _, l := range i.Left {
		lines.add(l.Node, fmt.Sprintf("(%s) is left: %s", oneLine(l.Op), l.Why))
	}
	lines.print(w)
	printUnfrozen(w, i.Unfrozen)
	printAlone(w, i.Alone)
}

func printTensors(w io.Writer, way string, tensors map[string]gr.Output) {
	keys := make([]string, 0, len(tensors))
	for k := range tensors {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		fmt.Fprintf(w, "  %s %s = %s %s\n", way, oneLine(k), oneLine(tensors[k].String()), tensors[k].Type())
	}
}
