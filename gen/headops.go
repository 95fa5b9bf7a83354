package gen

import (
	"strings"

	gr "tfreeze/graphrewrite"
)

// repeat adds a copy of a node on other inputs, of the given element type.
func repeat(s gr.Scope, n *gr.Node, t gr.DataType, inputs []gr.Output) gr.Output {
	attrs := gr.Attrs{}
	for name, value := range n.Attr {
		// Those with _ are about the node itself, such as where it runs.
		if !strings.HasPrefix(name, "_") {
			attrs[name] = value
		}
	}
	if n.Op == "Cast" {
		t = n.DType("DstT")
	}
	return s.Op(n.Op, "", gr.Type{DType: t, Shape: n.Out(0).Shape()}, attrs, inputs...)
}

func negative(s gr.Scope, x gr.Output) gr.Output {
	return s.Op("Neg", "", x.Type(), gr.Attrs{"T": x.DType()}, x)
}

// beside joins two tensors [N,1] into one, [N,2].
func beside(s gr.Scope, a, b gr.Output) gr.Output {
	typ := gr.Type{DType: b.DType(), Shape: gr.Shape{b.Shape()[0], 2}}
	axis := s.Const("axis", gr.Tensor(nil, int32(1)))
	return s.Op("ConcatV2", "classes", typ, gr.Attrs{"T": b.DType(), "N": 2, "Tidx": gr.Int32}, a, b, axis)
}

// againstZero finds the score that a Softmax weighs against zero, as TensorFlow's
// estimators write a sigmoid:
//
//	x = ConcatV2(ZerosLike(score), score)
func againstZero(x gr.Output) (score gr.Output, ok bool) {
	n := x.Node
	if n.Op != "ConcatV2" || len(n.Inputs) != 3 || len(x.Shape()) != 2 || x.Shape()[1] != 2 {
		return gr.Output{}, false
	}
	zero, score := n.Inputs[0].Node, n.Inputs[1]
	return score, zero.Op == "ZerosLike" && len(zero.Inputs) == 1 && zero.Inputs[0] == score && isUnit(score)
}

// isUnit reports whether a tensor holds one score for each input, [N,1].
func isUnit(o gr.Output) bool { return len(o.Shape()) == 2 && o.Shape()[1] == 1 }

func isOne(o gr.Output) bool {
	v, ok := scalar(o)
	return ok && v == 1
}

// scalar is the value of a constant of one element.
func scalar(o gr.Output) (float64, bool) {
	v, err := o.Node.ConstValue(1)
	if err != nil || len(v) != 1 {
		return 0, false
	}
	return v[0], true
}

// clip returns which input of an op holds probabilities, if the op only keeps them off 0
// and 1; else -1.
func clip(n *gr.Node) int {
	within := func(i int, fits func(float64) bool) bool {
		if i >= len(n.Inputs) {
			return false
		}
		v, ok := scalar(n.Inputs[i])
		return ok && fits(v)
	}
	low := func(v float64) bool { return v <= clipped }
	high := func(v float64) bool { return v >= 1-clipped }
	limit := low
	if n.Op == "Minimum" {
		limit = high
	}
	switch {
	case n.Op == "ClipByValue" && within(1, low) && within(2, high):
		return 0
	case n.Op != "ClipByValue" && within(1, limit):
		return 0
	case n.Op != "ClipByValue" && within(0, limit):
		return 1
	}
	return -1
}
