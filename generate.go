package tfreeze

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"

	"tfreeze/gen"
	gr "tfreeze/graphrewrite"
	"tfreeze/internal/nearest"
	"tfreeze/methods"
	"tfreeze/savedmodels"
)

// GenerateOptions say what to generate. Some of the ModelOptions mean something else
// here: Methods that are nil are all methods, Variants are those to serve besides plain,
// and Feeds must be booleans, which become constants. Threads has no effect, nor do the
// options for images, save Preprocess and Labels.
type GenerateOptions struct {
	ModelOptions
	// Freezing holds the values of methods.Criterion, PercentileOver and FreezeLayers for
	// the frozen signatures; other options have no effect.
	Freezing methods.Values
	// Open names other inputs of the model, booleans or a keep_prob, that stay inputs
	// instead of being set to inference.
	Open []string
}

// Generated is a frozen-aware model in memory.
type Generated struct {
	// Product holds the model, what of it is explained, and a report.
	*gen.Product
	// Already reports whether the model was frozen-aware when it was read, because
	// Generate had written it.
	Already bool
}

// Generate makes a model frozen-aware. It adds signatures for each method, plain and
// frozen, so that any server of SavedModels can explain. Write writes the model.
func Generate(ctx context.Context, path string, o GenerateOptions) (*Generated, error) {
	options, err := o.options()
	if err != nil {
		return nil, err
	}
	m, err := o.read(path)
	if err != nil {
		return nil, err
	}
	if m.Card.Generated != nil {
		return &Generated{Product: &gen.Product{Model: m}, Already: true}, nil
	}
	if err := o.label(m); err != nil {
		return nil, err
	}
	p, err := gen.Build(m, options)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", m.Path, err)
	}
	if err := checkOpen(p.Subject, o.Open); err != nil {
		return nil, fmt.Errorf("%s: %w", m.Path, err)
	}
	if err := checkSwitches(options.Switches, p.Report.Fed, switchNames(p.Subject, p.Report.Folded)); err != nil {
		return nil, fmt.Errorf("%s: %w", m.Path, err)
	}
	if _, err := labelsOf(m, ""); err != nil {
		return nil, err
	}
	return &Generated{Product: p}, context.Cause(ctx)
}

func (o GenerateOptions) options() (gen.Options, error) {
	g, err := o.gen()
	if err != nil {
		return g, err
	}
	if len(o.Methods) == 0 {
		g.Methods = nil
	}
	g.Fed, g.Freezing = o.Open, o.Freezing
	if err := o.Freezing.Check(); err != nil {
		return g, err
	}
	g.Switches, err = o.switches()
	return g, err
}

// label records the file of labels that belongs to the model.
func (o GenerateOptions) label(m *savedmodels.Model) error {
	if o.Labels == "" {
		return nil
	}
	if _, err := savedmodels.ReadLabels(o.Labels); err != nil {
		return err
	}
	var err error
	m.Card.Labels, err = filepath.Abs(o.Labels)
	return err
}

// Write writes a SavedModel directory. The directory must be empty or not exist. Write
// changes the model in memory.
func (g *Generated) Write(dir string) error {
	if g.Already {
		_, err := gen.Build(g.Model, gen.Options{})
		return fmt.Errorf("%s: %w", g.Model.Path, err)
	}
	return gen.Write(g.Product, dir)
}

// switches returns the feeds, which must be booleans.
func (o ModelOptions) switches() (map[string]bool, error) {
	feeds, err := o.feeds()
	if err != nil {
		return nil, err
	}
	switches := map[string]bool{}
	for name, f := range feeds {
		value, err := strconv.ParseBool(f.Text)
		if err != nil || f.Values != nil {
			return nil, fmt.Errorf("feed %s: give true or false", name)
		}
		switches[name] = value
	}
	return switches, nil
}

// checkOpen refuses a name that is not another input's key, tensor or node.
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

// checkSwitches refuses a name that is not among the switches.
func checkSwitches(switches map[string]bool, set, names []string) error {
	for _, name := range slices.Sorted(maps.Keys(switches)) {
		if !slices.Contains(set, name) {
			return fmt.Errorf("--feed %s: the score depends on no boolean of that name%s", name, nearest.Hint(name, names))
		}
	}
	return nil
}

// switchNames lists the booleans that were set to inference, and those that were left
// open.
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
