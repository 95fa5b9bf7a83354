package tfreeze

import (
	"context"
	"fmt"

	"tfreeze/explain"
	"tfreeze/inputs"
)

// An At is an input of a model, and the network's run there. It holds the activations
// of that run, so that another percentile, method or target takes less.
type At struct {
	model *Model
	input *inputs.Input
	at    *explain.At
}

// At runs the network at an input.
func (m *Model) At(ctx context.Context, in Input) (*At, error) {
	input, err := one(in, m.reader())
	if err != nil {
		return nil, err
	}
	at, err := m.explainer.At(ctx, input.Shape, input.X)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", input, err)
	}
	return &At{m, input, at}, nil
}

// Explain makes the maps that Model.Explain makes of the input, to the bit. Several
// goroutines may call it at once.
func (a *At) Explain(ctx context.Context, o ExplainOptions) (*Result, error) {
	return a.model.answer(a.input, o, func(r explain.Request) (*explain.Result, error) { return a.at.Explain(ctx, r) })
}

// Layers describes the layers at a percentile of their activations at the input. The
// first call sorts these; then any percentile is a look-up. There are no layers if
// nothing of the model is frozen.
func (a *At) Layers(percentile float64) ([]Layer, error) { return a.at.Layers(percentile) }

// Bytes is about how much memory the At takes.
func (a *At) Bytes() int64 { return a.at.Bytes() }
