package tfreeze

import (
	"context"
	"fmt"

	"tfreeze/explain"
	"tfreeze/inputs"
	"tfreeze/pipeline"
)

// Explain makes the maps of one input. If ctx ends, the work stops before the next run
// of the network.
func (m *Model) Explain(ctx context.Context, in Input, o ExplainOptions) (*Result, error) {
	input, err := one(in, m.reader())
	if err != nil {
		return nil, err
	}
	return m.answer(input, o, func(r explain.Request) (*explain.Result, error) {
		return m.explainer.Explain(ctx, input.Shape, input.X, r)
	})
}

// answer explains an input that was read.
func (m *Model) answer(input *inputs.Input, o ExplainOptions, by func(explain.Request) (*explain.Result, error)) (*Result, error) {
	r, err := m.request(o, input.Shape)
	if err != nil {
		return nil, explain.RequestError{Err: err}
	}
	r.Source, r.Flat = input.Raw, input.Flat
	load := pipeline.Load{}
	r.Parallel, r.Memory = load.Points(m.explainer, input.Shape), load.Bytes()
	found, err := by(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", input, err)
	}
	return m.result(input, r, found)
}
