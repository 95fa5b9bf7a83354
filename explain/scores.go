package explain

import (
	"context"
	"fmt"
	"runtime"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
)

// Scores is ShapedScores without the shape.
func (e *Explainer) Scores(ctx context.Context, shape []int64, inputs [][]float32) ([][]float32, error) {
	scores, _, err := e.ShapedScores(ctx, shape, inputs)
	return scores, err
}

// ShapedScores runs the plain network forward alone, and returns the scores of each input:
// logits by default, in C order, and the shape of those of one input. Shapes are without a
// batch dimension. Inputs go through the network together, as many as there are, or as it
// takes: a network that may mix them takes one at a time. Several calls may go on at once.
//
// A network whose score also needs the model's own input (Request.Source) is refused.
func (e *Explainer) ShapedScores(ctx context.Context, shape []int64, inputs [][]float32) (all [][]float32, each []int64, err error) {
	if e.source.elsewhere {
		return nil, nil, RequestError{fmt.Errorf("the score also needs the model's own input %q (%s), which Scores does not take", e.source.key, e.source.tensor)}
	}
	for i, x := range inputs {
		if err := e.checkInput(shape, x); err != nil {
			return nil, nil, fmt.Errorf("input %d: %w", i, err)
		}
	}
	together := max(1, len(inputs))
	if e.alone != "" {
		together = 1
	}
	if batch := e.Batch(); batch > 0 {
		together = batch
	}
	for from := 0; from < len(inputs); from += together {
		some, of, err := e.forward(ctx, shape, inputs[from:min(from+together, len(inputs))])
		if err != nil {
			return nil, nil, err
		}
		all, each = append(all, some...), of
	}
	return all, each, nil
}

// forward runs the plain network once.
func (e *Explainer) forward(ctx context.Context, shape []int64, inputs [][]float32) (rows [][]float32, of []int64, err error) {
	if err := context.Cause(ctx); err != nil {
		return nil, nil, err
	}
	filled := e.filled(inputs)
	batch, err := tensorflow.New(append([]int64{int64(len(filled))}, shape...), filled...)
	if err != nil {
		return nil, nil, err
	}
	defer runtime.KeepAlive(batch)
	feeds := e.Others()
	feeds[e.input.String()] = batch
	out, err := e.session.Run(feeds, []string{e.plain.logits.String()})
	if err != nil {
		return nil, nil, err
	}
	scores, each, err := scoresOf(out[0], len(filled))
	if err != nil {
		return nil, nil, err
	}
	rows = make([][]float32, len(inputs))
	for i := range rows {
		rows[i] = part(scores, i, each)
	}
	return rows, out[0].Shape()[1:], nil
}

// scoresOf returns the scores of n inputs, and how many of them each has.
func scoresOf(logits *tensorflow.Tensor, n int) (scores []float32, each int, err error) {
	if shape := logits.Shape(); len(shape) < 2 || shape[0] != int64(n) {
		return nil, 0, notScores(shape, n)
	}
	scores, err = tensorflow.Values[float32](logits)
	return scores, len(scores) / n, err
}

func notScores(shape gr.Shape, n int) error {
	return fmt.Errorf("the network gave scores of shape %v for %d inputs, not [%d,classes]", shape, n, n)
}
