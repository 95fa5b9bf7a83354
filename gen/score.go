package gen

import (
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// score finds the scores to explain. It steps over a Softmax or Sigmoid at the end of the
// output, unless the probability is to be explained. For a binary model with one score,
// it makes the scores of both classes.
//
// Scores are explained in float32, whatever type the network computes them in.
func (b *builder) score(g *gr.Graph) error {
	scope := gr.Scope{Graph: g, Prefix: serving.Prefix + "/scores"}
	if h := headOf(b.subject.Output); h != nil && h.fits(b.subject.Output) {
		b.behind(scope, h)
	} else {
		b.subject.Logits = byClass(scope, b.subject.Output)
	}
	b.subject.Logits = gr.SinglePrecision(scope, b.subject.Logits)
	return nil
}

// behind finds the scores that the head turns into probabilities.
func (b *builder) behind(scope gr.Scope, h *head) {
	s := b.subject
	if b.options.Score == Probability {
		b.head = h
		given := byClass(scope, s.Output)
		p := gr.SinglePrecision(scope, given)
		s.Logits = p
		if h.kind == savedmodels.Sigmoid && !h.log && isUnit(p) {
			s.Logits, s.Head.Unit = beside(scope, rest(scope, p), p), given.String()
		}
		return
	}
	scores := byClass(scope, h.scores(scope, s.Output))
	s.Logits, s.Head = scores, savedmodels.Head{Activation: h.kind, Over: h.text()}
	switch {
	case h.kind == savedmodels.Sigmoid && isUnit(scores):
		s.Logits, s.Head.Unit = beside(scope, negative(scope, scores), scores), scores.String()
	case !h.unit.IsZero():
		s.Head.Unit = h.unit.String()
	}
}

// byClass is [N] as [N,1], and [N,1,...,1,C] as [N,C]: scores of a single position have
// classes alone.
func byClass(s gr.Scope, scores gr.Output) gr.Output {
	shape := scores.Shape()
	if len(shape) == 0 || len(shape) == 2 {
		return scores
	}
	classes := int64(1)
	if last := len(shape) - 1; last > 0 {
		several := func(d int64) bool { return d != 1 }
		if classes = shape[last]; classes < 1 || slices.ContainsFunc(shape[1:last], several) {
			return scores
		}
	}
	to := s.Const("shape", gr.Tensor(gr.Shape{2}, int32(-1), int32(classes)))
	return s.Op("Reshape", "by_class", gr.Type{DType: scores.DType(), Shape: gr.Shape{shape[0], classes}}, gr.Attrs{"T": scores.DType(), "Tshape": gr.Int32}, scores, to)
}

// rest is 1 - p.
func rest(s gr.Scope, p gr.Output) gr.Output {
	one := s.Const("one", gr.Tensor(nil, float32(1)))
	return s.Op("Sub", "", p.Type(), gr.Attrs{"T": p.DType()}, one, p)
}

// fits reports whether the head is over the output's classes. A Softmax may be over
// something else.
func (h *head) fits(output gr.Output) bool {
	if h.kind != savedmodels.Softmax || !h.reshaped {
		return true
	}
	of, to := h.reads.Shape(), output.Shape()
	return len(of) > 0 && len(to) >= 2 && to[len(to)-1] > 0 && of[len(of)-1] == to[len(to)-1]
}

// scores returns the scores of the output's classes: what the activation reads, if that
// has their shape and order; else what emit makes.
func (h *head) scores(s gr.Scope, output gr.Output) gr.Output {
	if h.moved || len(h.reads.Shape()) != 2 || len(output.Shape()) != 2 || h.reads.Shape()[1] != output.Shape()[1] {
		return h.emit(s)
	}
	return h.reads
}
