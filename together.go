package tfreeze

import (
	"context"
	"errors"
	"slices"

	"tfreeze/explain"
	"tfreeze/pipeline"
)

// ExplainTogether makes the maps of several inputs of one shape, which go through the
// network together. A map may differ in its last digits from that of Explain. It is an
// error to pass several to a network that may mix them, or that makes its input of
// another one.
func (m *Model) ExplainTogether(ctx context.Context, in []Input, o ExplainOptions) ([]*Result, error) {
	all, err := read(m.reader(), in...)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	var x [][]float32
	for _, one := range all {
		if err := one.Load(); err != nil {
			return nil, err
		}
		if one.Raw != nil || !slices.Equal(one.Shape, all[0].Shape) {
			return nil, errors.New("the inputs cannot go through the network together")
		}
		x = append(x, one.X)
	}
	r, err := m.request(o, all[0].Shape)
	if err != nil {
		return nil, explain.RequestError{Err: err}
	}
	r.Flat = all[0].Flat
	load := pipeline.Load{}
	r.Memory = load.Bytes()
	found, err := m.explainer.ExplainBatch(ctx, all[0].Shape, x, r)
	if err != nil {
		return nil, err
	}
	var results []*Result
	for i, f := range found {
		result, err := m.result(all[i], r, f)
		if err != nil {
			return nil, err
		}
		results = append(results, result)
	}
	return results, nil
}
