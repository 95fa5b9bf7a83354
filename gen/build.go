package gen

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods"
	"tfreeze/savedmodels"
)

// A Product is a frozen-aware model.
type Product struct {
	Model   *savedmodels.Model
	Subject *Subject
	Report  Report
}

// Build makes the model's graph frozen-aware and adds the methods, in place. It runs
// the passes.
func Build(m *savedmodels.Model, o Options) (*Product, error) {
	if m.Card.Generated != nil {
		return nil, fmt.Errorf("it was made by gen already: give the model it was made from (%s)", m.Card.Generated.From)
	}
	if o.Score == "" {
		o.Score = Logit
	}
	b := &builder{model: m, options: o}
	if err := b.run(build); err != nil {
		return nil, err
	}
	hash := sha256.New()
	if err := m.Graph.Format(hash); err != nil {
		return nil, err
	}
	m.Card.Generated = &savedmodels.Generated{
		From: m.Path, Score: b.subject.Logits.String(), ScoreKind: string(o.Score), Head: b.subject.Head, Methods: b.names, Exact: o.Exact,
		GraphSHA256: hex.EncodeToString(hash.Sum(nil)), Rows: b.oddRows(), Alone: b.report.Alone,
		Layout: b.layout, Unfrozen: b.report.Unfrozen, Source: b.subject.sourceName(),
		Layer:     b.layer(),
		Criterion: b.recorded(methods.Criterion), PercentileOver: b.recorded(methods.PercentileOver), FreezeLayers: b.recorded(methods.FreezeLayers),
	}
	b.report.Layer, b.report.Passing = m.Card.Generated.Layer, m.Card.Generated.Passing()
	b.report.NodesAfter = m.Graph.Len()
	return &Product{Model: m, Subject: b.subject, Report: b.report}, nil
}

// A builder holds what the passes have found out so far.
type builder struct {
	model   *savedmodels.Model
	options Options
	by      workers
	// refused lists, for Inspect, why Build would refuse the model.
	refused []error
	// stops lists those of them that stop a gradient.
	stops   []error
	subject *Subject
	// loopsStay reports whether a loop cannot be unrolled.
	loopsStay bool
	// head is the activation at the end of the output, nil without one or if it was
	// stepped over.
	head *head
	// found are all activations; chosen are those that will be frozen.
	found, chosen []gr.Activation
	freezings     []gr.Freezing
	// layout is the order of an image's dimensions in the input, empty if unknown.
	layout gr.Layout
	// rows says where each chosen activation holds the images of a batch.
	rows []gr.Rows
	// features are those that methods of one layer explain; zero if there are none.
	features gr.Features
	names    []string
	report   Report
	// signatures replace the model's own in the end.
	signatures []gr.Signature
}

// prune keeps what the signatures need, and what restores the weights.
func (b *builder) prune(g *gr.Graph) error {
	roots := append(gr.SignatureNodes(b.signatures...), b.subject.Input.Node, b.subject.Logits.Node)
	b.model.KeepInit(roots...)
	if w := b.model.Weights; w != nil {
		roots = append(roots, w.Nodes(g)...)
	}
	g.Prune(roots...)
	if b.report.NodesBefore == 0 {
		b.report.NodesBefore = g.Len()
	}
	b.model.Signatures = b.signatures
	return nil
}

func (b *builder) pruneLibrary(g *gr.Graph) error {
	g.PruneLibrary()
	return nil
}
