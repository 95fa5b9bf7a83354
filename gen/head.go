package gen

import (
	"fmt"
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels"
)

// A head is the activation at the end of a network that turns scores into
// probabilities, as seen from a tensor that holds these, perhaps rearranged.
type head struct {
	// kind is Softmax or Sigmoid, by which a probability is computed from scores.
	kind string
	// over are the activations: several, if their outputs are joined.
	over []*gr.Node
	// reads is what the activation reads, zero if there are several.
	reads gr.Output
	// unit is the score of class 1, if a Softmax weighs it against zero.
	unit gr.Output
	// reshaped reports whether the tensor has other dimensions than the activation's
	// output; moved, whether its elements are in other places, too.
	reshaped, moved bool
	// log reports whether the tensor holds logarithms of probabilities.
	log bool
	// emit adds the nodes that compute the scores in the tensor's shape.
	emit func(gr.Scope) gr.Output
}

// text returns, for example, "Softmax probabilities".
func (h *head) text() string {
	first := h.over[0]
	op := first.Op
	if !slices.Contains([]string{"Softmax", "LogSoftmax", "Sigmoid"}, op) {
		op = h.kind // it is composed of several ops
	}
	more := ""
	if n := len(h.over) - 1; n > 0 {
		more = fmt.Sprintf(" and %d more", n)
	}
	return op + " " + first.Name + more
}

const (
	// maxHead bounds how many ops may lie between an activation and the output.
	maxHead = 32
	// maxHeads bounds how many tensors are looked at in all, since heads may be joined.
	maxHeads = 4096
	// clipped is how far from 0 and 1 probabilities may be clipped: enough for a
	// logarithm's sake, not enough to change the network's answer.
	clipped = 0.01
)

// A headFinder looks for heads. left is how many tensors it may still look at.
type headFinder struct{ left int }

// headOf finds the head whose probabilities a tensor holds, nil without one.
func headOf(o gr.Output) *head {
	f := headFinder{maxHeads}
	return f.find(o, maxHead)
}

func (f *headFinder) find(o gr.Output, depth int) *head {
	n := o.Node
	if f.left--; f.left < 0 || depth == 0 || len(n.Inputs) == 0 {
		return nil
	}
	if x, ok := gr.SoftmaxInput(o); ok {
		return softmaxHead(n, x)
	}
	behind := func(i int) *head {
		if i >= len(n.Inputs) {
			return nil
		}
		return f.find(n.Inputs[i], depth-1)
	}
	if gr.GivesInput(n.Op) {
		return behind(0)
	}
	switch n.Op {
	case "Sigmoid":
		return leaf(savedmodels.Sigmoid, n, n.Inputs[0])
	case "IdentityN":
		return behind(o.Index)
	case "ClipByValue", "Maximum", "Minimum":
		if at := clip(n); at >= 0 {
			return behind(at).unlessLog()
		}
	case "Log":
		if h := behind(0).unlessLog(); h != nil {
			h.log = true
			return h
		}
	case "Sub":
		if len(n.Inputs) == 2 && isOne(n.Inputs[0]) {
			return behind(1).complement()
		}
	case "Reshape", "Squeeze", "ExpandDims", "Transpose", "Cast":
		return behind(0).again(n)
	case "ConcatV2", "Pack":
		return f.join(n, depth)
	}
	return nil
}

func leaf(kind string, n *gr.Node, x gr.Output) *head {
	return &head{kind: kind, over: []*gr.Node{n}, reads: x, emit: func(gr.Scope) gr.Output { return x }}
}

func softmaxHead(n *gr.Node, x gr.Output) *head {
	h := leaf(savedmodels.Softmax, n, x)
	h.log = n.Op == "LogSoftmax"
	if unit, ok := againstZero(x); ok {
		h.kind, h.unit, h.moved = savedmodels.Sigmoid, unit, true
		h.emit = func(s gr.Scope) gr.Output { return beside(s, negative(s, unit), unit) }
	}
	return h
}

// plain reports whether the tensor holds the probabilities themselves, one for each score.
func (h *head) plain() bool { return h != nil && !h.log && !h.moved }

func (h *head) unlessLog() *head {
	if h == nil || h.log {
		return nil
	}
	return h
}

// complement is the head of 1 - p. Only a sigmoid's has one: the negative of the score.
func (h *head) complement() *head {
	if h == nil || h.log || h.kind != savedmodels.Sigmoid {
		return nil
	}
	inner := h.emit
	h.unit, h.moved = gr.Output{}, true
	h.emit = func(s gr.Scope) gr.Output { return negative(s, inner(s)) }
	return h
}

// again sends the scores through an op that the probabilities go through.
func (h *head) again(n *gr.Node) *head {
	to := n.DType("DstT")
	if h == nil || len(n.Types) == 0 || n.Op == "Cast" && !gr.IsFloating(to) {
		return nil
	}
	inner := h.emit
	h.reshaped, h.moved = true, h.moved || n.Op == "Transpose" || n.Op == "Cast"
	h.emit = func(s gr.Scope) gr.Output {
		x := inner(s)
		return repeat(s, n, x.DType(), append([]gr.Output{x}, n.Inputs[1:]...))
	}
	return h
}

// join is the head of several sigmoids side by side. Softmaxes side by side have none:
// each decides between classes of its own.
func (f *headFinder) join(n *gr.Node, depth int) *head {
	parts := n.Inputs
	if n.Op == "ConcatV2" {
		parts = parts[:max(0, len(parts)-1)]
	}
	all := &head{kind: savedmodels.Sigmoid, moved: true}
	heads := make([]*head, len(parts))
	for i, part := range parts {
		h := f.find(part, depth-1)
		if h == nil || h.kind != savedmodels.Sigmoid || h.log {
			return nil
		}
		heads[i] = h
		for _, o := range h.over {
			if !slices.Contains(all.over, o) {
				all.over = append(all.over, o)
			}
		}
	}
	if len(heads) == 0 || len(n.Types) == 0 {
		return nil
	}
	all.emit = func(s gr.Scope) gr.Output {
		inputs := slices.Clone(n.Inputs)
		for i, h := range heads {
			inputs[i] = h.emit(s)
		}
		return repeat(s, n, inputs[0].DType(), inputs)
	}
	return all
}
