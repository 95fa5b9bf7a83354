package gen

import (
	"errors"
	"fmt"

	gr "tfreeze/graphrewrite"
)

// findRows finds where the chosen activations hold the images of a batch. If that is
// unknown, it says in the report why batches are refused.
func (b *builder) findRows(g *gr.Graph) error {
	b.rows = make([]gr.Rows, len(b.chosen))
	if shape := b.subject.Input.Shape(); len(shape) > 0 && shape[0] == 1 {
		for i, a := range b.chosen {
			if s := a.Output.Shape(); len(s) > 0 && s[0] == 1 {
				b.rows[i] = gr.OnePerImage
			}
		}
		return nil
	}
	batch, err := gr.TraceBatch(g, b.subject.Input, b.subject.Logits.Node)
	if err != nil {
		return err
	}
	for i, a := range b.chosen {
		if b.rows[i], err = batch.Rows(a.Output); err != nil {
			b.alone(fmt.Errorf("activation %q: %w", a.Output.Node.Name, err))
		}
	}
	if err := b.findScores(batch); err != nil {
		return err
	}
	if shape := b.subject.Input.Shape(); len(shape) > 0 && shape[0] > 1 && b.report.Alone != "" {
		why := b.report.Alone
		b.report.Alone = "" // it takes no input alone either
		return fmt.Errorf("the network takes %d inputs at a time, never one, and one cannot be told from the others: %s", shape[0], why)
	}
	return nil
}

// findScores refuses scores that are not [N,classes] of N inputs.
func (b *builder) findScores(batch *gr.Batch) error {
	logits := b.subject.Logits
	r, err := batch.Rows(logits)
	switch {
	case err != nil:
		b.alone(fmt.Errorf("the scores: %w", err))
	case r.Axis != 0 || r.Outer > 1 || r.Inner > 1:
		return &gr.Error{Node: logits.Node.Name, Op: logits.Node.Op, Err: errors.New("the output to explain has several rows for one input; one of [N,classes] for N inputs is needed")}
	case r != gr.OnePerImage:
		b.alone(errors.New("the scores: it is not known whether there is one row for each input"))
	}
	return nil
}

func (b *builder) alone(why error) {
	if b.report.Alone == "" {
		b.report.Alone = why.Error()
	}
}

// oddRows returns the rows of the activations that are not [N,...], by name. Most networks
// have none.
func (b *builder) oddRows() map[string]gr.Rows {
	var odd map[string]gr.Rows
	for i, f := range b.freezings {
		if b.rows[i] == gr.OnePerImage {
			continue
		}
		if odd == nil {
			odd = map[string]gr.Rows{}
		}
		odd[f.Activation.Node.Name] = b.rows[i]
	}
	return odd
}
