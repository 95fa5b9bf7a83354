package integration

import (
	"os"
	"testing"

	graphpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/graph_go_proto"
	opdefpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/op_def_go_proto"
	"google.golang.org/protobuf/proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
)

func readGraph(t *testing.T, path string) *gr.Graph {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var def graphpb.GraphDef
	if err := proto.Unmarshal(raw, &def); err != nil {
		t.Fatal(err)
	}
	g, err := gr.FromProto(&def)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func openGraph(t *testing.T, g *gr.Graph) *tensorflow.Session {
	t.Helper()
	raw, err := marshal(g)
	if err != nil {
		t.Fatal(err)
	}
	session, err := tensorflow.NewSession(raw, tensorflow.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { session.Close() })
	return session
}

func tensorOf(t *testing.T, a array) *tensorflow.Tensor {
	t.Helper()
	return tensor(t, int64s(a.shape), a.data)
}

// inferTypes fills in the attributes that have their defaults, and records the types
// that TensorFlow derives.
func inferTypes(g *gr.Graph) error {
	defs, err := opDefs()
	if err != nil {
		return err
	}
	g.FillDefaults(defs)
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
		n.Types = make([]gr.Type, len(outputs))
		for i, o := range outputs {
			n.Types[i] = gr.TypeOf(o.DType, o.Shape)
		}
	}
	return nil
}

func opDefs() (gr.OpDefs, error) {
	defs, err := tensorflow.OpDefs()
	return func(op string) *opdefpb.OpDef { return defs[op] }, err
}

func marshal(g *gr.Graph) ([]byte, error) {
	def, err := g.Proto()
	if err != nil {
		return nil, err
	}
	return proto.Marshal(def)
}
