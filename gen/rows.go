package gen

import (
	"errors"
	"fmt"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
	"tfreeze/methods/serving"
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
		if s := b.subject.Logits.Shape(); len(s) > 1 && s[0] > 1 {
			b.positions(g)
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
	if err := b.findScores(g, batch); err != nil {
		return err
	}
	if shape := b.subject.Input.Shape(); len(shape) > 0 && shape[0] > 1 && b.report.Alone != "" {
		why := b.report.Alone
		b.report.Alone = "" // it takes no input alone either
		return fmt.Errorf("the network takes %d inputs at a time, never one, and one cannot be told from the others: %s", shape[0], why)
	}
	return nil
}

// findScores finds where the scores hold the images of a batch. Where an image has
// several rows, these are positions.
func (b *builder) findScores(g *gr.Graph, batch *gr.Batch) error {
	logits := b.subject.Logits
	r, err := batch.Rows(logits)
	switch {
	case err != nil:
		b.alone(fmt.Errorf("the scores: %w", err))
	case r.Axis == 0 && r.Outer == 1 && r.Inner != 1:
		b.positions(g)
	case r.Axis != 0 || r.Outer > 1 || r.Inner > 1:
		return &gr.Error{Node: logits.Node.Name, Op: logits.Node.Op, Err: errors.New("the output to explain does not hold the scores of an input side by side; [N,...] for N inputs is needed")}
	case r != gr.OnePerImage:
		b.alone(errors.New("the scores: it is not known whether there is one row for each input"))
	}
	return nil
}

// positions brings scores with several rows for each input, [N*M,...], to [N,M,...].
func (b *builder) positions(g *gr.Graph) {
	logits, input := b.subject.Logits, b.subject.Input
	e := autodiff.Emitter{Scope: gr.Scope{Graph: g, Prefix: serving.Prefix + "/positions"}}
	shape := append(gr.Shape{input.Shape()[0], -1}, logits.Shape()[1:]...)
	first := e.Slice(e.Shape(input), e.Ints(0), e.Ints(1))
	to := e.Concat(e.Int(0), first, e.Ints(-1), e.Slice(e.Shape(logits), e.Ints(1), e.Ints(-1)))
	b.subject.Logits = e.Op("Reshape", "scores", gr.Type{DType: logits.DType(), Shape: shape}, gr.Attrs{"T": logits.DType(), "Tshape": gr.Int32}, logits, to)
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
