package tfreeze

import (
	"context"
	"errors"
	"math"
	"slices"

	"tfreeze/evaluate"
	"tfreeze/inputs"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
	"tfreeze/report"
	"tfreeze/results"
	"tfreeze/targets"
)

// SweepOptions say at which percentiles to explain an input, and how.
type SweepOptions struct {
	// ExplainOptions are as in Explain, but for the percentile and the target. Methods that
	// are nil mean grad; Variants that are nil mean threshold. The plain maps come in any
	// case.
	ExplainOptions
	// Percentiles are those of freezing; nil means 0, 50, 80, 90, 95.
	Percentiles []float64
	// Targets are what is explained, each as ExplainOptions.Target, or top3, say, for the
	// three classes with the highest scores; nil means top1.
	Targets []string
	// View draws the maps in the figure; empty is grayscale. Look says how.
	View string
	Look report.Look
	// Width is the figure's width in millimetres; 0 takes what its cells need.
	Width float64
}

// DefaultPercentiles are those of a sweep.
var DefaultPercentiles = []float64{0, 50, 80, 90, 95}

// A Sweep is an input explained at several percentiles.
type Sweep struct {
	results.Sweep
	// maps are those of the rows, in their order.
	maps    []Map
	input   *inputs.Input
	name    string
	options SweepOptions
	view    report.View
}

// Check refuses options that are wrong for every model and every input.
func (o SweepOptions) Check() error {
	_, err := o.complete()
	return err
}

// complete fills in the defaults.
func (o SweepOptions) complete() (SweepOptions, error) {
	if o.Methods == nil {
		o.Methods = []string{"grad"}
	}
	if o.Variants == nil {
		o.Variants = []Variant{Threshold}
		if c, err := methods.CriterionOf(o.Options); err == nil && c.MaskOnly() {
			o.Variants = []Variant{Mask}
		}
	}
	if o.Variants = slices.DeleteFunc(slices.Clone(o.Variants), func(v Variant) bool { return v == Plain }); len(o.Variants) == 0 {
		return o, errors.New("a sweep freezes: give threshold or mask")
	}
	if o.Percentiles == nil {
		o.Percentiles = DefaultPercentiles
	}
	if o.Targets == nil {
		o.Targets = []string{targets.Top}
	}
	for _, p := range o.Percentiles {
		at := o.ExplainOptions
		at.Options.Set(methods.Percentile.Is(p))
		if err := at.Check(); err != nil {
			return o, err
		}
	}
	if _, err := viewOf(o.View, o.Look); err != nil {
		return o, err
	}
	return o, report.CheckWidth(o.Width)
}

// Sweep explains an input plain, and frozen at several percentiles. All share one run of
// the network at the input, where the model allows that.
func (m *Model) Sweep(ctx context.Context, in Input, o SweepOptions) (*Sweep, error) {
	o, err := o.complete()
	if err != nil {
		return nil, err
	}
	s := &Sweep{options: o}
	if s.view, err = viewOf(o.View, o.Look); err != nil {
		return nil, err
	}
	s.Tfreeze, s.Model, s.Criterion = Version, m.model.Path, methods.Criterion.Of(o.Options)
	if s.TensorFlow, err = tensorflow.Version(); err != nil {
		return nil, err
	}
	if s.input, err = one(in, m.reader()); err != nil {
		return nil, err
	}
	s.File, s.name = s.input.Path, s.input.Name
	ask := func(o ExplainOptions) (*Result, error) { return m.Explain(ctx, in, o) }
	if at, err := m.At(ctx, in); err == nil {
		ask = func(o ExplainOptions) (*Result, error) { return at.Explain(ctx, o) }
	}
	all, err := targets.List(o.Targets, m.labels.Names, m.explainer.OfClasses())
	if err != nil {
		return nil, err
	}
	for _, target := range all {
		if err := s.add(ask, target); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Map is the map of a row.
func (s *Sweep) Map(row int) Map { return s.maps[row] }

// add explains a target at all percentiles, and adds a row for each map: of each method,
// the plain map, and then those of each variant.
func (s *Sweep) add(ask func(ExplainOptions) (*Result, error), target string) error {
	o := s.options.ExplainOptions
	frozen := o.Variants
	o.Target, o.Variants = target, []Variant{Plain}
	plain, err := ask(o)
	if err != nil {
		return err
	}
	o.Variants = frozen
	at := make([]*Result, len(s.options.Percentiles))
	for i, p := range s.options.Percentiles {
		o.Options.Set(methods.Percentile.Is(p))
		if at[i], err = ask(o); err != nil {
			return err
		}
	}
	for _, m := range plain.Maps {
		s.append(plain, m, nil)
		for _, v := range frozen {
			for i, p := range s.options.Percentiles {
				if m, ok := at[i].Map(m.Method, v); ok {
					s.append(at[i], m, &p)
				}
			}
		}
	}
	return nil
}

// append adds the row of a map.
func (s *Sweep) append(r *Result, m Map, percentile *float64) {
	nodes, positives, selected := 0, 0, 0
	for _, l := range r.Layers {
		nodes, positives, selected = nodes+l.Nodes, positives+l.Positives, selected+l.Selected
	}
	row := results.SweepRow{Target: r.Explained, Label: r.Label, Score: r.Score, Method: m.Method, Variant: m.Variant, Percentile: percentile, Seconds: m.Duration.Seconds()}
	row.Count(nodes, positives, selected)
	if d, ok := m.drawing(); ok {
		if g := evaluate.Gini(d.Sums()); !math.IsNaN(g) {
			row.Gini = &g
		}
	}
	s.Rows, s.maps = append(s.Rows, row), append(s.maps, m)
}
