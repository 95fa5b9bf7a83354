package savedmodels

import (
	"slices"

	tensorpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/tensor_go_proto"

	gr "tfreeze/graphrewrite"
)

// Restored lists the tensors that the step Target reads whole from the checkpoint File,
// in a graph with the nodes of w, each with its key there. It leaves out what only
// TensorFlow can tell: keys that are computed, and files that are not File.
func (w *Weights) Restored(g *gr.Graph) map[gr.Output]string {
	target := g.Node(w.Target)
	file, err := g.Output(w.Feed)
	if target == nil || err != nil {
		return nil
	}
	restored := map[gr.Output]string{}
	for n := range gr.Ancestors(target) {
		if n.Op != "RestoreV2" || len(n.Inputs) != 3 || n.Inputs[0] != file {
			continue
		}
		keys, parts := textsOf(n.Inputs[1].Node), textsOf(n.Inputs[2].Node)
		if len(keys) == len(parts) && !slices.ContainsFunc(parts, func(part string) bool { return part != "" }) {
			for i, key := range keys {
				restored[n.Out(i)] = key
			}
		}
	}
	return restored
}

// textsOf returns the elements of a constant of strings that lists them all.
func textsOf(n *gr.Node) []string {
	var t *tensorpb.TensorProto
	if n.Op == "Const" {
		t = n.Attr["value"].GetTensor()
	}
	if int64(len(t.GetStringVal())) != gr.ShapeOf(t.GetTensorShape()).Elements() {
		return nil
	}
	var texts []string
	for _, v := range t.GetStringVal() {
		texts = append(texts, string(v))
	}
	return texts
}
