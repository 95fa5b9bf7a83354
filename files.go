package tfreeze

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"tfreeze/explain"
	"tfreeze/inputs"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
	"tfreeze/pipeline"
	"tfreeze/report"
	"tfreeze/results"
	"tfreeze/targets"
)

// FilesOptions say how many files are explained at once, and how the directory is
// written.
type FilesOptions struct {
	ExplainOptions
	// Views names the ways to draw maps. The figure uses the first. Nil means
	// grayscale.
	Views []string
	// Look says how views are coloured; the zero value leaves that to each view.
	Look report.Look
	// Figures are formats of the figure, of report.Formats; PNG is always among them.
	// FigureWidth is its width in millimetres; 0 takes what its cells need.
	Figures     []string
	FigureWidth float64
	// Layouts, of results.Layouts, ask for figures of several inputs beside those of each.
	Layouts []string
	// Overwrite replaces what an earlier run wrote to the directory. Without it, maps
	// of several runs may share the directory, and it is an error if the earlier maps
	// belong to another model or were made with other parameters.
	Overwrite bool
	// CSV and Index write results.csv and index.html, too: a row for each input. Report
	// writes report.html, one file with all maps.
	CSV, Index, Report bool
	// Command is the command line that did this, for explain.json. It may be nil.
	Command []string
	// FailFast stops at the first input that cannot be read or explained.
	FailFast bool
	// Batch is the number of images that go through the network together, or of points
	// of a path. A map may then differ in its last digits. If nil, each run takes one
	// image, and two runs go on at once if they fit into Memory bytes, or half of the
	// free memory.
	Batch  *int
	Memory int64
	// Watcher follows the work. It may be nil.
	Watcher Watcher
}

// A Watcher follows the work. Its methods are never called at the same time.
type Watcher interface {
	// Begin is called with the inputs to explain, once the directory is locked.
	Begin([]*inputs.Input)
	// Progress is called when done of total runs of the network have finished.
	Progress(done, total int)
	// Explained is called for each input, in order, after its maps are written.
	Explained(*inputs.Input, *explain.Result, results.Summary)
}

// Files says how the work on the files ended.
type Files struct {
	// Total is the number of inputs. Failed lists those without maps.
	Total  int
	Failed inputs.Failures
	// Figures are the paths of figures of several inputs.
	Figures []string
}

// Check refuses options that are wrong for every model and every input.
func (o FilesOptions) Check() error {
	r, err := o.request()
	if err != nil {
		return err
	}
	set(&r.Parallel, o.Batch)
	if err := r.Check(); err != nil {
		return err
	}
	if o.Memory < 0 {
		return fmt.Errorf("memory of %d bytes: give 0 or more", o.Memory)
	}
	if _, err := o.views(); err != nil {
		return err
	}
	if err := report.CheckWidth(o.FigureWidth); err != nil {
		return err
	}
	if _, err := results.ParseLayouts(o.Layouts); err != nil {
		return err
	}
	return report.CheckFormats(o.Figures)
}

func (o FilesOptions) views() ([]report.View, error) {
	names := o.Views
	if len(names) == 0 {
		names = report.ViewNames()[:1]
	}
	return report.SelectViews(names, o.Look)
}

// ExplainFiles is ExplainItems of paths.
func (m *Model) ExplainFiles(ctx context.Context, paths []string, dir string, o FilesOptions) (Files, error) {
	return m.ExplainItems(ctx, inputs.ItemsOf(paths), dir, o)
}

// An Item names a file, a folder, which means its images, or a pattern such as
// "photos/**/*.jpg", and may say what is explained of it.
type Item = inputs.Item

// ExplainItems explains files and writes a directory; package results describes and
// reads it. An array may have a batch dimension. An input that fails does not stop the
// others; the error then says how many failed.
func (m *Model) ExplainItems(ctx context.Context, items []Item, dir string, o FilesOptions) (Files, error) {
	if err := o.Check(); err != nil {
		return Files{}, err
	}
	if len(items) == 0 {
		return Files{}, errors.New("no input is given")
	}
	several, err := m.targets(o.Target)
	if err != nil {
		return Files{}, err
	}
	good, bad, err := m.severally(items, several)
	good, own, failed := m.ownTargets(good)
	bad = append(bad, failed...).InOrder()
	files := Files{Total: len(good) + len(bad), Failed: bad}
	switch {
	case err != nil:
		return Files{}, err
	case bad != nil && o.FailFast:
		return files, bad.First()
	case len(good) == 0:
		return files, bad.Err(files.Total)
	}
	first := o.ExplainOptions
	first.Target = several[0]
	r, err := m.request(first, good[0].Shape)
	if err != nil {
		return Files{}, err
	}
	out, err := m.create(dir, good, own, r, o)
	if err != nil {
		return Files{}, err
	}
	defer out.Close()
	w := pipeline.Work{Explainer: m.explainer, Request: r, Inputs: good, Failed: bad, Targets: own, Output: out, FailFast: o.FailFast}
	set(&w.Load.Batch, o.Batch)
	w.Load.Memory = o.Memory
	if o.Watcher != nil {
		w.Watcher = o.Watcher
		o.Watcher.Begin(good)
	}
	files.Failed, err = pipeline.Run(ctx, w)
	files.Figures = out.Figures()
	return files, err
}

// targets takes apart what means several targets. A class that does not exist is refused
// before any work.
func (m *Model) targets(asked string) ([]string, error) {
	all, err := targets.List([]string{target(asked)}, m.labels.Names, m.explainer.OfClasses())
	if err != nil {
		return nil, err
	}
	for _, one := range all {
		if _, err := targets.Parse(one, m.labels.Names); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// severally reads the inputs once for each target, with the target in the name of their
// directories. An input that has a target of its own comes once.
func (m *Model) severally(items []Item, all []string) (good []*inputs.Input, bad inputs.Failures, err error) {
	for i, one := range all {
		read, failed, err := m.reader().Items(items)
		if err != nil {
			return nil, nil, err
		}
		if i == 0 {
			bad = failed
		}
		for _, in := range read {
			in.Of = in.Name
			switch {
			case in.Target == "" && len(all) > 1:
				in.Target, in.Name = one, in.Name+"-"+strings.Map(wordly, one)
			case i > 0:
				continue
			}
			good = append(good, in)
		}
	}
	slices.SortStableFunc(good, func(a, b *inputs.Input) int { return a.Order - b.Order })
	return good, bad, nil
}

// wordly keeps the letters and digits of a target.
func wordly(r rune) rune {
	if unicode.IsLetter(r) || unicode.IsDigit(r) {
		return r
	}
	return -1
}

// ownTargets reads the targets that inputs have for themselves. An input whose target does
// not exist is among bad.
func (m *Model) ownTargets(all []*inputs.Input) (good []*inputs.Input, own map[*inputs.Input]targets.Target, bad inputs.Failures) {
	own = map[*inputs.Input]targets.Target{}
	for _, in := range all {
		if in.Target == "" {
			good = append(good, in)
			continue
		}
		t, err := targets.Parse(in.Target, m.labels.Names)
		if err != nil {
			bad = append(bad, inputs.Failure{Input: in, Err: err})
			continue
		}
		own[in] = t
		good = append(good, in)
	}
	return good, own, bad
}

// create locks the directory.
func (m *Model) create(dir string, good []*inputs.Input, own map[*inputs.Input]targets.Target, r explain.Request, o FilesOptions) (*results.Output, error) {
	run, err := m.run(r, o)
	if err != nil {
		return nil, err
	}
	if run.Layouts, err = results.ParseLayouts(o.Layouts); err != nil {
		return nil, err
	}
	run.Targets, run.CSV, run.Index, run.Report, run.Command = own, o.CSV, o.Index, o.Report, o.Command
	return results.Create(dir, o.Overwrite, run, good)
}

// run describes what all inputs share.
func (m *Model) run(r explain.Request, o FilesOptions) (results.Run, error) {
	library, err := tensorflow.Version()
	if err != nil {
		return results.Run{}, err
	}
	views, err := o.views()
	if err != nil {
		return results.Run{}, err
	}
	run := results.Run{
		Model: m.model, Request: r, Views: views, Look: o.Look, Figures: o.Figures, FigureWidth: o.FigureWidth, Labels: m.labels, Feeds: m.feeds,
		Target: target(o.Target), Exact: m.options.Exact, Inference: m.About().Inference,
		Tfreeze: Version, TensorFlow: library,
	}
	if a := m.options.Activations; a != nil {
		run.Activations = a.String()
	}
	if c, err := methods.CriterionOf(r.Options); err == nil && c.Kind == methods.FromFile {
		if run.MasksSHA256, err = explain.HashMasks(c.Dir); err != nil {
			return results.Run{}, err
		}
	}
	return run, nil
}
