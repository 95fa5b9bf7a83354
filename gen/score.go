package gen

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods"
	"tfreeze/savedmodels"
)

// score finds what of the output is explained. A trailing Softmax or Sigmoid is
// stepped over, unless the probability is asked for; of a binary model with one
// unit, both classes are explained.
func (b *builder) score(g *gr.Graph) error {
	s := b.subject
	scope := gr.Scope{Graph: g, Prefix: methods.Prefix + "/scores"}
	s.Logits = s.Output
	h := headOf(s.Output)
	switch {
	case h == nil || !h.fits(s.Output):
		return nil
	case b.options.Score == Probability:
		b.head = h
	default:
		s.Logits = h.scores(scope, s.Output)
		s.Head.Activation, s.Head.Over = h.kind, h.text()
	}
	if h.kind == savedmodels.Sigmoid && isUnit(s.Logits) && (s.Logits != s.Output || !h.log) {
		unit := s.Logits
		s.Logits = beside(scope, "classes", rest(scope, unit, s.Logits == s.Output), unit)
		s.Head.Unit = unit.String()
	}
	return nil
}

// rest is what class 0 has where class 1 has the unit: of a probability p, 1 - p;
// of its logit, the negative.
func rest(s gr.Scope, unit gr.Output, probability bool) gr.Output {
	if !probability {
		return negative(s, unit)
	}
	one := s.Const("one", gr.Tensor(nil, float32(1)))
	return s.Op("Sub", "", unit.Type(), gr.Attrs{"T": unit.DType()}, one, unit)
}

// fits reports whether the head is that of an output's classes: a Softmax over
// others than those is none of them.
func (h *head) fits(output gr.Output) bool {
	if h.kind != savedmodels.Softmax || !h.reshaped {
		return true
	}
	of, to := h.reads.Shape(), output.Shape()
	return len(of) > 0 && len(to) == 2 && to[1] > 0 && of[len(of)-1] == to[1]
}

// scores are those of the output's classes: what the activation reads, if no more
// than its shape is another.
func (h *head) scores(s gr.Scope, output gr.Output) gr.Output {
	if h.moved || len(h.reads.Shape()) != 2 || len(output.Shape()) != 2 || h.reads.Shape()[1] != output.Shape()[1] {
		return h.emit(s)
	}
	return h.reads
}
