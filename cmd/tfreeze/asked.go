package main

import (
	"cmp"

	"github.com/urfave/cli/v2"

	"tfreeze/explain"
	gr "tfreeze/graphrewrite"
	"tfreeze/inputs"
	"tfreeze/internal/tensorflow"
	"tfreeze/report"
	"tfreeze/results"
	"tfreeze/savedmodels"
)

// An asked is what the flags of explain ask for.
type asked struct {
	source  savedmodels.Source
	paths   []string
	request explain.Request
	views   []report.View
	fitting inputs.Fitting
	feeds   map[string]explain.Feed
}

func parseExplain(c *cli.Context) (a asked, err error) {
	if a.source, a.paths, err = splitModel(c); err != nil {
		return a, err
	}
	if len(a.paths) == 0 {
		return a, usage("INPUT is missing; see tfreeze help explain")
	}
	if c.String("out") == "" {
		return a, usage("explain needs a directory to write: --out DIR")
	}
	if a.request, err = parseRequest(c); err != nil {
		return a, err
	}
	if a.views, err = chosenViews(c.String("view")); err != nil {
		return a, err
	}
	if a.fitting, err = parseFitting(c); err != nil {
		return a, err
	}
	a.feeds, err = parseFeeds(c)
	return a, err
}

// target reads the labels, and finds the class that is asked for among them.
func (a *asked) target(c *cli.Context, m *savedmodels.Model) (savedmodels.Labels, error) {
	labels, err := savedmodels.ReadLabels(cmp.Or(c.String("labels"), m.Card.LabelsPath()))
	if err != nil {
		return labels, err
	}
	if labels.Names, err = labels.For(m.Classes()); err != nil {
		return labels, err
	}
	a.request.Target, err = parseTarget(c.String("target"), labels.Names)
	return labels, err
}

// run says what is the same for all inputs.
func (a *asked) run(c *cli.Context, m *savedmodels.Model, labels savedmodels.Labels, folded []gr.Folded) (results.Run, error) {
	library, err := tensorflow.Version()
	if err != nil {
		return results.Run{}, err
	}
	r := results.Run{
		Model: m, Request: a.request, Views: a.views, Labels: labels, Feeds: a.feeds,
		Target: c.String("target"), Activations: c.String("activations"), Exact: c.Bool("exact"),
		Tfreeze: version, TensorFlow: library,
	}
	for _, f := range folded {
		r.Inference = append(r.Inference, f.String())
	}
	return r, nil
}
