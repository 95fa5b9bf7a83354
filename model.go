package tfreeze

import (
	"context"
	"fmt"
	"slices"

	"tfreeze/explain"
	"tfreeze/gen"
	gr "tfreeze/graphrewrite"
	"tfreeze/inputs"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
	"tfreeze/savedmodels"
)

// A Model is open: TensorFlow holds its frozen-aware network until Close. Several
// goroutines may use it at once.
type Model struct {
	model     *savedmodels.Model
	explainer *explain.Explainer
	options   ModelOptions
	feeds     map[string]explain.Feed
	labels    savedmodels.Labels
	folded    []gr.Folded
	// methods are the methods that explain by default.
	methods []methods.Method
	// path is what Open read. generated reports whether gen wrote it.
	path      string
	generated bool
}

// Open reads a model: a SavedModel directory, a MetaGraph (.meta), a frozen GraphDef
// (.pb), or a directory that Generate wrote. With ModelOptions.Arch the path is empty.
// Open makes the model frozen-aware in memory, unless Generate has done so.
func Open(ctx context.Context, path string, o ModelOptions) (*Model, error) {
	return open(ctx, path, o, unhashed)
}

// hashing says whether a model's files will be hashed.
type hashing bool

const (
	unhashed hashing = false
	hashed   hashing = true
)

// open opens a model. If its files will be hashed, that begins while TensorFlow gets the
// model.
func open(ctx context.Context, path string, o ModelOptions, h hashing) (*Model, error) {
	if err := o.Check(); err != nil {
		return nil, err
	}
	m := &Model{options: o, path: path}
	// The library loads while the model is read: SqueezeNet's first heatmap took 0.49 s
	// instead of 0.55 s. The first call that needs the library returns its error. Open
	// waits for it, because stderr may be turned off meanwhile.
	go tensorflow.Load()
	defer tensorflow.Load()
	var err error
	if m.feeds, err = o.feeds(); err != nil {
		return nil, err
	}
	r, err := m.build(path)
	if err != nil {
		return nil, err
	}
	if h == hashed {
		go m.model.Hash()
	}
	if m.methods, err = o.methodsOf(m.model); err != nil {
		return nil, err
	}
	if m.labels, err = labelsOf(m.model, o.Labels); err != nil {
		return nil, err
	}
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	m.explainer, err = explain.Open(m.model, explain.Options{
		Threads: o.Threads, Feeds: left(m.feeds, r), Methods: m.methods, Variants: o.Variants, Criteria: o.Criteria,
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

// build reads the model, and makes it frozen-aware unless gen has done so.
func (m *Model) build(path string) (gen.Report, error) {
	var err error
	if m.model, err = m.options.read(path); err != nil {
		return gen.Report{}, err
	}
	if m.model.Card.Generated != nil {
		m.generated = true
		return gen.Report{}, m.options.checkGenerated(m.model)
	}
	options, err := m.options.gen()
	if err != nil {
		return gen.Report{}, err
	}
	feed(&options, m.feeds)
	options.Bare = true
	p, err := gen.Build(m.model, options)
	if err != nil {
		return gen.Report{}, fmt.Errorf("%s: %w", m.model.Path, err)
	}
	m.folded = p.Report.Folded
	return p.Report, nil
}

// methodsOf returns the chosen methods, or the paper's six. If gen wrote the model
// without one of the six, it returns all methods that the model has.
func (o ModelOptions) methodsOf(m *savedmodels.Model) ([]methods.Method, error) {
	chosen, err := selected(o.Methods)
	if err != nil || len(o.Methods) > 0 {
		return chosen, err
	}
	missing := func(method methods.Method) bool { return !slices.Contains(m.Card.Generated.Methods, method.Name) }
	if own := slices.DeleteFunc(slices.Clone(methods.All), missing); slices.ContainsFunc(chosen, missing) && len(own) > 0 {
		return own, nil
	}
	return chosen, nil
}

// labelsOf reads a file of labels, or the model's own labels, for as many classes as it
// has.
func labelsOf(m *savedmodels.Model, path string) (savedmodels.Labels, error) {
	if path == "" {
		path = m.Card.LabelsPath()
	}
	labels, err := savedmodels.ReadLabels(path)
	if err != nil {
		return labels, err
	}
	labels.Names, err = labels.For(m.Classes())
	return labels, err
}

// Close ends the session.
func (m *Model) Close() error { return m.explainer.Close() }

// reader makes inputs for the network.
func (m *Model) reader() *inputs.Reader {
	return readerOf(m.model, m.explainer.InputShape(), m.explainer.Through(), m.options)
}

func readerOf(m *savedmodels.Model, shape []int64, through *inputs.Through, o ModelOptions) *inputs.Reader {
	return &inputs.Reader{Shape: shape, Through: through, Layout: m.Card.Generated.Layout, Recipe: m.Card.Preprocess, Fitting: o.fitting()}
}
