package main

import (
	"os"

	graphpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/graph_go_proto"
	"github.com/rogpeppe/go-internal/testscript"
	"google.golang.org/protobuf/proto"

	gr "tfreeze/graphrewrite"
)

// edit-graph EDIT FROM TO changes a frozen GraphDef of the tiny network.
func editGraph(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: edit-graph EDIT FROM TO")
	}
	edit := edits[args[0]]
	if edit == nil {
		ts.Fatalf("there is no edit %q", args[0])
	}
	var def graphpb.GraphDef
	ts.Check(proto.Unmarshal([]byte(ts.ReadFile(args[1])), &def))
	g, err := gr.FromProto(&def)
	ts.Check(err)
	edit(g)
	changed, err := g.Proto()
	ts.Check(err)
	raw, err := proto.Marshal(changed)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), raw, 0o644))
}

var edits = map[string]func(*gr.Graph){
	// Adds a Softmax behind the logits.
	"softmax": func(g *gr.Graph) {
		add(g, "Softmax", "probabilities", gr.Attrs{"T": gr.Float}, g.Node("logits").Out(0))
	},
	// Replaces the logits by their shape, so that the graph has no float output.
	"shape-output": func(g *gr.Graph) {
		add(g, "Shape", "sizes", gr.Attrs{"T": gr.Float, "out_type": gr.Int32}, g.Node("logits").Out(0))
	},
	"no-activations": func(g *gr.Graph) {
		for _, name := range []string{"tiny/conv1/Relu", "tiny/conv2/Relu"} {
			g.Node(name).Op = "Identity"
		}
	},
	"unknown-op": func(g *gr.Graph) { between(g, "Frobnicate", "tiny/mystery") },
	"no-rule":    func(g *gr.Graph) { between(g, "RiscLog", "tiny/curve") },
	"two-inputs": func(g *gr.Graph) {
		other := add(g, "Placeholder", "other", gr.Attrs{"dtype": gr.Float, "shape": gr.Shape{-1, 8}})
		axis := add(g, "Const", "other/axis", gr.Attrs{"dtype": gr.Int32, "value": gr.Tensor(nil, int32(1))})
		mean := add(g, "Mean", "other/mean", gr.Attrs{"T": gr.Float, "Tidx": gr.Int32, "keep_dims": true}, other, axis)
		g.Node("logits").Inputs[0] = add(g, "AddV2", "both", gr.Attrs{"T": gr.Float}, g.Node("tiny/flatten").Out(0), mean)
	},
	// Adds a boolean that doubles the logits.
	"boolean": func(g *gr.Graph) {
		once := g.Node("tiny/flatten").Out(0)
		twice := add(g, "AddV2", "twice", gr.Attrs{"T": gr.Float}, once, once)
		asked := add(g, "Placeholder", "double", gr.Attrs{"dtype": gr.Bool, "shape": gr.Shape{}})
		g.Node("logits").Inputs[0] = add(g, "SelectV2", "either", gr.Attrs{"T": gr.Float}, asked, twice, once)
	},
	"variable": func(g *gr.Graph) {
		n := g.Node("tiny/conv1/weights")
		n.Op, n.Attr = "VariableV2", nil
	},
	// Leaves the input's height and width open.
	"open-size": func(g *gr.Graph) {
		open := add(g, "Placeholder", "open", gr.Attrs{"dtype": gr.Float, "shape": gr.Shape{-1, -1, -1, 3}})
		g.Node("input").Attr["shape"] = open.Node.Attr["shape"]
		g.Prune(g.Node("logits"))
	},
}

func add(g *gr.Graph, op, name string, attrs gr.Attrs, inputs ...gr.Output) gr.Output {
	return gr.Scope{Graph: g}.Op(op, name, gr.Type{}, attrs, inputs...)
}

// between inserts an op behind the second activation.
func between(g *gr.Graph, op, name string) {
	relu := g.Node("tiny/conv2/Relu").Out(0)
	uses := g.Uses()[relu.Node]
	new := add(g, op, name, gr.Attrs{"T": gr.Float}, relu)
	for _, u := range uses {
		u.Node.Inputs[u.Input] = new
	}
}
