package tfreeze

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tfreeze/evaluate"
	"tfreeze/explain"
	"tfreeze/inputs"
	"tfreeze/internal/files"
	"tfreeze/internal/tensorflow"
	"tfreeze/jobs"
	"tfreeze/methods"
)

// EvaluateOptions say what to measure. Their zero value measures the sparseness, the
// complexity, the insertion and the deletion of the paper's six methods, plain and frozen at
// the 80th percentile by threshold and by mask.
type EvaluateOptions struct {
	// ExplainOptions say which maps to measure. Their Options have no say in the percentile
	// and the criterion. Variants that are nil are all three.
	ExplainOptions
	// Metrics names metrics of package evaluate, each perhaps with the number of images that
	// suffice: "mprt:10". "all" is what needs no Masks or Boxes.
	Metrics []string
	// Percentiles are those of freezing; nil is 80.
	Percentiles []float64
	// Settings are those of the metrics; nil is the published ones.
	Settings *evaluate.Settings
	// Images is the number of images to measure, the first ones; 0 is all.
	Images int
	// Shard, unless it is zero, is the shard of them to measure, in a directory of its own
	// within the output; Join of package evaluate joins these.
	Shard jobs.Shard
	// Batch is the number of points that go through the network together; 0 is 16.
	Batch int
	// Masks is a directory of masks of the objects, NAME.png for NAME.jpg. Boxes is a file of
	// their boxes in COCO's form.
	Masks, Boxes string
	// Report explains the images, too, into the directory maps within the output, and writes
	// report.html: all maps, at the first of the percentiles, and what was measured of them.
	Report bool
	// Watch, if not nil, is called when the work on an image begins, and with a nil input at
	// the end.
	Watch func(done, total int, in *inputs.Input)
}

// Check refuses options that are wrong for every model and every image.
func (o EvaluateOptions) Check() error {
	if _, err := o.ExplainOptions.request(); err != nil {
		return err
	}
	work, err := o.options()
	if err != nil {
		return err
	}
	if o.Report && o.Shard != (jobs.Shard{}) {
		return errors.New("a shard has no report: join the shards, explain the images, and write the report of both")
	}
	if o.Images < 0 {
		return fmt.Errorf("%d images: give 1 or more, or 0 for all", o.Images)
	}
	for _, m := range work.Metrics {
		if m.Regions && o.Masks == "" && o.Boxes == "" {
			return fmt.Errorf("metric %s needs to know where the object is: give --masks DIR or --boxes FILE", m.Name)
		}
	}
	work.Methods = methods.All // the model may choose them
	return work.Check()
}

// options returns those of package evaluate, save the methods.
func (o EvaluateOptions) options() (w evaluate.Options, err error) {
	w.Percentiles, w.Batch, w.Variants, w.Settings = o.Percentiles, o.Batch, o.Variants, evaluate.NewSettings()
	if o.Metrics == nil {
		o.Metrics = []string{"gini", "entropy", "insertion", "deletion"}
	}
	if w.Percentiles == nil {
		w.Percentiles = []float64{methods.Percentile.Of(o.Options)}
	}
	if w.Batch == 0 {
		w.Batch = 16
	}
	if w.Variants == nil {
		w.Variants = []Variant{Plain, Threshold, Mask}
	}
	set(&w.Settings, o.Settings)
	w.Metrics, err = evaluate.Select(o.Metrics)
	return w, err
}

// Evaluate measures maps of files, and writes a directory, which package evaluate describes
// and reads. A path is as in ExplainFiles. Of a directory that an earlier call wrote, what is
// there is not measured again. Files that cannot be read are left out, and returned.
func (m *Model) Evaluate(ctx context.Context, paths []string, dir string, o EvaluateOptions) (Files, error) {
	var done Files
	if err := o.Check(); err != nil {
		return done, err
	}
	good, bad, err := m.reader().Files(paths)
	if err != nil {
		return done, err
	}
	done.Failed, done.Total = bad, len(good)+len(bad)
	if len(good) == 0 {
		return done, errors.Join(bad.Err(len(bad)), errors.New("no image is given"))
	}
	if o.Images > 0 {
		good = good[:min(o.Images, len(good))]
	}
	w, err := m.evaluation(good[0], o)
	if err != nil {
		return done, err
	}
	if err := w.Regions.Check(good); err != nil {
		return done, err
	}
	w.Inputs, w.Dir = good, dir
	if o.Shard != (jobs.Shard{}) {
		if _, err := os.Stat(filepath.Join(dir, jobs.File)); err == nil {
			return done, fmt.Errorf("output %s holds a job of explain (%s): write elsewhere with --out", dir, jobs.File)
		}
		done.Failed = shardOf(&w, bad, o.Shard)
	}
	done.Total = len(w.Inputs) + len(done.Failed)
	if o.Watch != nil {
		w.Watch = func(i int, in *inputs.Input) { o.Watch(i, len(w.Inputs), in) }
	}
	if err := evaluate.Run(ctx, w); err != nil {
		return done, err
	}
	if o.Report {
		if err := m.reportEvaluation(ctx, w, o); err != nil {
			return done, err
		}
	}
	return done, done.Failed.Err(done.Total)
}

// shardOf leaves the inputs of a shard, and returns the failures that are its own.
func shardOf(w *evaluate.Work, bad inputs.Failures, s jobs.Shard) inputs.Failures {
	all := w.Inputs
	w.Dir, w.Inputs, w.Places = filepath.Join(w.Dir, s.Dir()), nil, []int{}
	list := sha256.New()
	for i, in := range all {
		fmt.Fprintf(list, "%s\x00", filepath.Clean(in.Path))
		if s.Of(Item{Path: in.Path}) {
			w.Inputs, w.Places = append(w.Inputs, in), append(w.Places, i)
		}
	}
	w.File.Shard = &evaluate.Shard{Index: s.I, Count: s.N, Images: len(all), SHA256: hex.EncodeToString(list.Sum(nil))}
	return slices.DeleteFunc(bad, func(f inputs.Failure) bool { return !s.Of(Item{Path: f.Input.Path}) })
}

// evaluation is the work, save the inputs.
func (m *Model) evaluation(first *inputs.Input, o EvaluateOptions) (w evaluate.Work, err error) {
	if w.Options, err = o.options(); err != nil {
		return w, err
	}
	if w.Request, err = m.request(o.ExplainOptions, first.Shape); err != nil {
		return w, err
	}
	w.Options.Methods, w.Explainer, w.Permuted = w.Request.Methods, m.explainer, m.permutable
	w.Activation, w.Labels = m.model.Card.Generated.Activation, m.labels.Names
	w.Regions.Masks = o.Masks
	if o.Boxes != "" {
		if w.Regions.Boxes, err = evaluate.ReadBoxes(o.Boxes); err != nil {
			return w, err
		}
	}
	if m.model.Card.Generated.Unfrozen != "" {
		w.Variants = []Variant{Plain}
	}
	w.File, err = m.evaluated(w, o)
	return w, err
}

// evaluated is what run.json says of the work.
func (m *Model) evaluated(w evaluate.Work, o EvaluateOptions) (f evaluate.File, err error) {
	f.Version, f.Tfreeze = evaluate.Version, Version
	if f.TensorFlow, err = tensorflow.Version(); err != nil {
		return f, err
	}
	f.Model = evaluate.Model{Path: m.model.Path, Score: m.model.Card.Generated.Score}
	if f.Model.SHA256, err = m.model.Hash(); err != nil {
		return f, err
	}
	f.Made = evaluate.Made{
		Settings: w.Settings, Options: optionTexts(w.Request.Options), Engine: string(w.Request.Engine), Target: target(o.Target),
		Seed: methods.Seed.Of(w.Request.Options), Masks: o.Masks, Feeds: map[string]string{},
	}
	if a := m.options.Activations; a != nil {
		f.Made.Activations = a.String()
	}
	f.Made.Exact, f.Made.Layer = m.options.Exact, m.options.Layer
	for name, fed := range m.feeds {
		f.Made.Feeds[name] = fed.Text
	}
	if o.Boxes != "" {
		if f.Made.Boxes, err = files.Hash(o.Boxes); err != nil {
			return f, err
		}
	}
	f.Asked.Percentiles, f.Asked.Metrics = w.Percentiles, o.Metrics
	for _, method := range w.Options.Methods {
		f.Asked.Methods = append(f.Asked.Methods, method.Name)
	}
	for _, v := range w.Variants {
		f.Asked.Variants = append(f.Asked.Variants, string(v))
	}
	return f, nil
}

// optionTexts are the options of the methods, save those that differ from map to map.
func optionTexts(v methods.Values) map[string]string {
	texts := map[string]string{}
	for _, c := range methods.Options() {
		if c == methods.Percentile.Choice || c == methods.Criterion.Choice {
			continue
		}
		if arrays := c.Arrays(v); len(arrays) > 0 {
			var hashes []string
			for _, a := range arrays {
				hashes = append(hashes, inputs.HashValues(a))
			}
			texts[c.Name] = strings.Join(hashes, ",")
			continue
		}
		texts[c.Name] = fmt.Sprint(c.In(v))
	}
	return texts
}

// permutable opens the model again, so that the weights of its layers can be permuted.
func (m *Model) permutable(seed uint64) (*explain.Explainer, error) {
	again := &Model{options: m.options, feeds: m.feeds}
	again.options.Exact = !m.generated
	r, err := again.build(m.path)
	if err != nil {
		return nil, err
	}
	return explain.Open(again.model, explain.Options{
		Threads: m.options.Threads, Feeds: left(m.feeds, r), Methods: m.methods, Variants: m.options.Variants, Criteria: []string{methods.ByActivation, methods.Random}, Permute: &seed,
	})
}
