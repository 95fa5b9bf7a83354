package main

import (
	"cmp"

	"github.com/urfave/cli/v2"

	"tfreeze/explain"
	"tfreeze/inputs"
	"tfreeze/report"
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
	// written are the feeds as they were given.
	written map[string]string
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
	a.feeds, a.written, err = parseFeeds(c)
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

// open takes the directory to write to.
func (a *asked) open(c *cli.Context, m *savedmodels.Model, labels savedmodels.Labels, all []*inputs.Input) (*output, error) {
	out, err := newOutput(c.String("out"), m, a.request, a.views, labels.Names)
	if err != nil {
		return nil, err
	}
	out.source, out.overwrite = labels, c.Bool("overwrite")
	out.record.Parameters.complete(c, a.request, a.feeds, a.written)
	return out, out.open(all, a.request)
}
