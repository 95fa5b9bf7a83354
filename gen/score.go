package gen

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// score finds the scores to explain. It steps over a Softmax or Sigmoid at the end of the
// output, unless the probability is to be explained. For a binary model with one score,
// it makes the scores of both classes.
func (b *builder) score(g *gr.Graph) error {
	s := b.subject
	h := headOf(s.Output)
	if h == nil || !h.fits(s.Output) {
		return nil
	}
	scope := gr.Scope{Graph: g, Prefix: serving.Prefix + "/scores"}
	if b.options.Score == Probability {
		b.head = h
		if h.kind == savedmodels.Sigmoid && !h.log && isUnit(s.Output) {
			s.Logits, s.Head.Unit = beside(scope, rest(scope, s.Output), s.Output), s.Output.String()
		}
		return nil
	}
	scores := h.scores(scope, s.Output)
	s.Logits, s.Head = scores, savedmodels.Head{Activation: h.kind, Over: h.text()}
	switch {
	case h.kind == savedmodels.Sigmoid && isUnit(scores):
		s.Logits, s.Head.Unit = beside(scope, negative(scope, scores), scores), scores.String()
	case !h.unit.IsZero():
		s.Head.Unit = h.unit.String()
	}
	return nil
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
	return len(of) > 0 && len(to) == 2 && to[1] > 0 && of[len(of)-1] == to[1]
}

// scores returns the scores of the output's classes: what the activation reads, if that
// has their shape and order; else what emit makes.
func (h *head) scores(s gr.Scope, output gr.Output) gr.Output {
	if h.moved || len(h.reads.Shape()) != 2 || len(output.Shape()) != 2 || h.reads.Shape()[1] != output.Shape()[1] {
		return h.emit(s)
	}
	return h.reads
}
