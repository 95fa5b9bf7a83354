package verify

import (
	"errors"
	"fmt"
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
)

// batchSize is how many inputs are explained at once.
const batchSize = 3

// batch calls the signatures with several inputs, and with each alone.
func batch(p *point, c *check) ([]Row, error) {
	if why := p.noBatch(); why != "" {
		return []Row{c.impossible(c.compares, "%s", why)}, nil
	}
	inputs := p.variations()
	var rows []Row
	for _, m := range p.request.Methods {
		for _, mode := range []methods.Mode{methods.Plain, methods.Threshold} {
			suffix := mode.Suffix()
			what := fmt.Sprintf("%s%s of %d inputs at once and one by one", m.Name, suffix, batchSize)
			s, ok := p.subject.Model.Signature(m.Name + suffix + methods.WithOptions)
			if _, served := s.Outputs["target"]; !ok || !served {
				rows = append(rows, c.impossible(what, "the model has no such signature"))
				continue
			}
			off, err := p.compareBatch(s, inputs)
			if err != nil {
				rows = append(rows, c.fail(what, "%v", err))
				continue
			}
			rows = append(rows, c.judge(m.Name, what, off))
		}
	}
	return rows, nil
}

// noBatch says why the network takes one input at a time.
func (p *point) noBatch() string {
	if why := p.subject.Model.Card.Generated.Alone; why != "" {
		return "the model is served for one input at a time: " + why
	}
	if shape := p.inputShape(); len(shape) > 0 && shape[0] >= 0 && shape[0] != batchSize {
		return fmt.Sprintf("the network takes %d input at a time: its shape is %v", shape[0], shape)
	}
	for name, t := range p.explainer.Others() {
		if len(t.Shape()) > 0 {
			return fmt.Sprintf("its other input %s is given for one input, not for %d", name, batchSize)
		}
	}
	shape := append([]int64{batchSize}, p.shape[1:]...)
	x, err := tensorflow.New(shape, slices.Concat(p.variations()...))
	if err != nil {
		return err.Error()
	}
	if _, err := p.explainer.Run(map[string]*tensorflow.Tensor{p.input.String(): x}, p.logits.String()); err != nil {
		return fmt.Sprintf("the network takes one input at a time: %v", err)
	}
	return ""
}

func (p *point) inputShape() gr.Shape {
	if s := p.input.Shape(); s != nil {
		return s
	}
	return gr.ShapeOf(p.input.Node.Attr["shape"].GetShape())
}

// variations are the input, the half of it, and its elements in reverse order.
func (p *point) variations() [][]float32 {
	half, reversed := slices.Clone(p.x), slices.Clone(p.x)
	for i := range half {
		half[i] /= 2
	}
	slices.Reverse(reversed)
	return [][]float32{p.x, half, reversed}
}

// compareBatch returns the largest difference in a map or a score. The targets
// are those of the single calls: between two like scores, rounding could choose.
func (p *point) compareBatch(s gr.Signature, inputs [][]float32) (float64, error) {
	var single served
	for _, x := range inputs {
		one, err := p.call(s, x, nil)
		if err != nil {
			return 0, err
		}
		single.attribution = append(single.attribution, one.attribution...)
		single.score, single.target = append(single.score, one.score...), append(single.target, one.target...)
	}
	all, err := p.call(s, slices.Concat(inputs...), single.target)
	if err != nil {
		return 0, err
	}
	switch {
	case len(single.target) != len(inputs) || len(all.attribution) != len(single.attribution):
		return 0, errors.New("it gives maps or targets for another number of inputs")
	case !slices.Equal(all.target, single.target):
		return 0, fmt.Errorf("it explains the classes %v, and %v were asked for", all.target, single.target)
	}
	worst := apart(all.score, single.score)
	for i, size := 0, len(p.x); i < len(single.attribution); i += size {
		worst = max(worst, apart(all.attribution[i:i+size], single.attribution[i:i+size]))
	}
	return worst, nil
}

// call calls a signature with inputs, one after the other; no targets are those
// of the top class.
func (p *point) call(s gr.Signature, x []float32, targets []int32) (served, error) {
	if err := p.ctx.Err(); err != nil {
		return served{}, err
	}
	feeds, err := p.chosen(s)
	if err != nil {
		return served{}, err
	}
	shape := slices.Clone(p.shape)
	shape[0] = int64(len(x) / len(p.x))
	if feeds[p.input.String()], err = tensorflow.New(shape, x); err != nil {
		return served{}, err
	}
	if targets != nil {
		if feeds[s.Inputs["target"].String()], err = tensorflow.New([]int64{int64(len(targets))}, targets); err != nil {
			return served{}, err
		}
	}
	return p.fetch(s, feeds)
}
