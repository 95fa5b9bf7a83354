package autodiff

import (
	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"

	gr "tfreeze/graphrewrite"
)

// varying marks the nodes that vary with x, save through integers and ops without a
// gradient.
func varying(between []*gr.Node, x *gr.Node) map[*gr.Node]bool {
	readers := map[*gr.Node][]*gr.Node{}
	for _, n := range between {
		if Of(n.Op).flat {
			continue
		}
		for _, in := range n.Inputs {
			if carriesGradient(in) {
				readers[in.Node] = append(readers[in.Node], n)
			}
		}
	}
	return closure(x, func(n *gr.Node) []*gr.Node { return readers[n] })
}

// carriesGradient reports whether a tensor's elements can vary continuously. It is true
// if the type is unknown.
func carriesGradient(o gr.Output) bool {
	switch o.DType() {
	case gr.Bool, gr.Int32, gr.Int64, typespb.DataType_DT_STRING,
		typespb.DataType_DT_INT8, typespb.DataType_DT_INT16, typespb.DataType_DT_UINT8,
		typespb.DataType_DT_UINT16, typespb.DataType_DT_UINT32, typespb.DataType_DT_UINT64:
		return false
	}
	return true
}

// reach marks the nodes that a gradient of an output of y would visit.
func (w *walk) reach(y *gr.Node) map[*gr.Node]bool {
	reached := closure(y, w.sends)
	for n := range reached {
		if !w.varies[n] {
			delete(reached, n)
		}
	}
	return reached
}

// sends lists the nodes to which n passes a gradient.
func (w *walk) sends(n *gr.Node) []*gr.Node {
	var to []*gr.Node
	for i, needs := range w.vjp(n).needsGrad {
		if needs {
			to = append(to, n.Inputs[i].Node)
		}
	}
	return to
}

// closure returns the nodes that can be reached from one node by next. It ends even in
// the loops of TF1, which lead back to themselves.
func closure(from *gr.Node, next func(*gr.Node) []*gr.Node) map[*gr.Node]bool {
	found := map[*gr.Node]bool{from: true}
	for todo := []*gr.Node{from}; len(todo) > 0; {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, other := range next(n) {
			if !found[other] {
				found[other] = true
				todo = append(todo, other)
			}
		}
	}
	return found
}
