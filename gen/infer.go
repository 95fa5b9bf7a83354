package gen

import (
	"errors"

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
		if unknown, _ := unknownOps(g); len(unknown) > 0 {
			return unknown[0]
		}
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

// unknownOps finds the ops for which TensorFlow refuses a graph: its own error
// does not name the node.
func unknownOps(g *gr.Graph) ([]error, error) {
	defs, err := tensorflow.OpDefs()
	if err != nil {
		return nil, err
	}
	functions := map[string]bool{}
	for _, f := range g.Library.GetFunction() {
		functions[f.GetSignature().GetName()] = true
	}
	var unknown []error
	for _, name := range g.Names() {
		if n := g.Node(name); defs[n.Op] == nil && !functions[n.Op] {
			unknown = append(unknown, &gr.Error{Node: n.Name, Op: n.Op, Err: errors.New("TensorFlow has no such op")})
		}
	}
	return unknown, nil
}

func marshal(g *gr.Graph) ([]byte, error) {
	def, err := g.Proto()
	if err != nil {
		return nil, err
	}
	return proto.Marshal(def)
}
