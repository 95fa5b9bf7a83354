package tfreeze

import (
	"context"
	"fmt"
	"slices"

	"tfreeze/inputs"
)

// Scores are what the network says of an input: logits by default, in C order. Shape is
// [classes], or [positions,classes] if the network has scores at several positions.
type Scores struct {
	Shape  []int64
	Values []float32
}

// Scores is Forward without the shapes.
func (m *Model) Scores(ctx context.Context, in ...Input) ([][]float32, error) {
	all, err := m.Forward(ctx, in...)
	if err != nil {
		return nil, err
	}
	values := make([][]float32, len(all))
	for i, one := range all {
		values[i] = one.Values
	}
	return values, nil
}

// Forward runs the network forward alone, and returns the scores of each input. Inputs of
// one shape that follow each other go through the network together; give as many as memory
// has room for. An Array, or a File of one, may hold several inputs. If ctx ends, the work
// stops before the next run of the network.
func (m *Model) Forward(ctx context.Context, in ...Input) ([]Scores, error) {
	all, err := read(m.reader(), in...)
	if err != nil {
		return nil, err
	}
	var scores []Scores
	for len(all) > 0 {
		n := slices.IndexFunc(all, func(i *inputs.Input) bool { return !slices.Equal(i.Shape, all[0].Shape) })
		if n < 0 {
			n = len(all)
		}
		some, err := m.scoresOf(ctx, all[:n])
		if err != nil {
			return nil, err
		}
		scores, all = append(scores, some...), all[n:]
	}
	return scores, nil
}

// scoresOf returns the scores of inputs of one shape.
func (m *Model) scoresOf(ctx context.Context, of []*inputs.Input) ([]Scores, error) {
	x := make([][]float32, len(of))
	for i, in := range of {
		if err := in.Load(); err != nil {
			return nil, fmt.Errorf("%s: %w", in, err)
		}
		x[i] = in.X
	}
	values, shape, err := m.explainer.ShapedScores(ctx, of[0].Shape, x)
	scores := make([]Scores, len(values))
	for i, one := range values {
		scores[i] = Scores{shape, one}
	}
	return scores, err
}
