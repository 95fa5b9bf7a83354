package gen

import (
	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"
	"google.golang.org/protobuf/proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
)

// refTypes is the distance in the DataType enum between a type and the
// reference to it that VariableV2 gives.
const refTypes = typespb.DataType_DT_FLOAT_REF - typespb.DataType_DT_FLOAT

// inferTypes lets TensorFlow check a graph, and notes the types it derives.
func inferTypes(g *gr.Graph) error {
	raw, err := marshal(g)
	if err != nil {
		return err
	}
	types, err := tensorflow.Infer(raw)
	if err != nil {
		return err
	}
	for name, outputs := range types {
		n := g.Node(name)
		if n == nil {
			continue
		}
		n.Types = make([]gr.Type, len(outputs))
		for i, o := range outputs {
			n.Types[i] = gr.Type{DType: typespb.DataType(o.DType), Shape: o.Shape}
			if n.Types[i].DType > refTypes {
				n.Types[i].DType -= refTypes
			}
		}
	}
	return nil
}

func marshal(g *gr.Graph) ([]byte, error) {
	def, err := g.Proto()
	if err != nil {
		return nil, err
	}
	return proto.Marshal(def)
}
