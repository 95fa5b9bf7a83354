package savedmodels

import (
	"testing"

	functionpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/function_go_proto"
	graphpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/graph_go_proto"
	nodepb "github.com/galeone/tensorflow/tensorflow/go/core/framework/node_def_go_proto"
	opdefpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/op_def_go_proto"
	pb "github.com/galeone/tensorflow/tensorflow/go/core/protobuf/for_core_protos_go_proto"
)

// TestNamelessGradient: a gradient that is registered without a name belongs to no node.
func TestNamelessGradient(t *testing.T) {
	node := &nodepb.NodeDef{Name: "n", Op: "NoOp"}
	noteGradients(&pb.MetaGraphDef{
		GraphDef: &graphpb.GraphDef{Library: &functionpb.FunctionDefLibrary{
			Function:            []*functionpb.FunctionDef{{Signature: &opdefpb.OpDef{Name: "f"}, NodeDef: []*nodepb.NodeDef{node}}},
			RegisteredGradients: []*functionpb.RegisteredGradient{{GradientFunc: "f"}},
		}},
		ObjectGraphDef: &pb.SavedObjectGraph{ConcreteFunctions: map[string]*pb.SavedConcreteFunction{
			"f": {OutputSignature: &pb.StructuredValue{Kind: &pb.StructuredValue_TupleValue{TupleValue: &pb.TupleValue{}}}},
		}},
	})
	if node.Attr != nil {
		t.Errorf("the node has %v", node.Attr)
	}
}
