package savedmodels

import (
	pb "github.com/galeone/tensorflow/tensorflow/go/core/protobuf/for_core_protos_go_proto"

	gr "tfreeze/graphrewrite"
)

// NoteTypes sets the types of the signatures' tensors to those in the SavedModel. A
// graph that was only read has no types.
func (m *Model) NoteTypes() {
	for o, t := range m.types {
		for len(o.Node.Types) <= o.Index {
			o.Node.Types = append(o.Node.Types, gr.Type{})
		}
		o.Node.Types[o.Index] = t
	}
}

// typesOf returns the types that signatures give for tensors of the graph.
func typesOf(g *gr.Graph, defs map[string]*pb.SignatureDef) map[gr.Output]gr.Type {
	types := map[gr.Output]gr.Type{}
	for name, def := range defs {
		if name == initSignature {
			continue
		}
		for _, infos := range []map[string]*pb.TensorInfo{def.GetInputs(), def.GetOutputs()} {
			for _, info := range infos {
				if o, err := g.Output(info.GetName()); err == nil && o.Index < maxOutputs {
					types[o] = gr.Type{DType: info.GetDtype(), Shape: gr.ShapeOf(info.GetTensorShape())}
				}
			}
		}
	}
	return types
}

// maxOutputs bounds a tensor's number, which in a damaged file may be huge.
const maxOutputs = 1 << 16
