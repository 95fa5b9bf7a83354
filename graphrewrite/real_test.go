package graphrewrite

import (
	"slices"
	"strings"
	"testing"

	graphpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/graph_go_proto"
	nodepb "github.com/galeone/tensorflow/tensorflow/go/core/framework/node_def_go_proto"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"
)

// realGraphs were written by TensorFlow: a network, a graph for each op that has a
// gradient, small networks, and architectures.
var realGraphs = []string{"tiny/frozen.pb", "gradients/ops.pb", "gradients/nets.pb", "slim/vgg_16.pb.gz", "slim/inception_v3.pb.gz"}

func TestRealGraphs(t *testing.T) {
	for _, file := range realGraphs {
		t.Run(file, func(t *testing.T) {
			def := readGraph(t, file)
			g, err := FromProto(def)
			if err != nil {
				t.Fatal(err)
			}
			testProto(t, g, readGraph(t, file))
			testLines(t, g)
		})
	}
}

// testProto: Proto returns the nodes that FromProto read, dependencies first.
func testProto(t *testing.T, g *Graph, want *graphpb.GraphDef) {
	got, err := g.Proto()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, n := range got.Node {
		for _, in := range n.Input {
			if name, _, _ := strings.Cut(strings.TrimPrefix(in, "^"), ":"); !seen[name] {
				t.Errorf("%s comes before its input %s", n.Name, in)
			}
		}
		seen[n.Name] = true
	}
	byName := func(a, b *nodepb.NodeDef) int { return strings.Compare(a.Name, b.Name) }
	slices.SortFunc(want.Node, byName)
	slices.SortFunc(got.Node, byName)
	for i, n := range want.Node {
		n.ExperimentalType = nil // FromProto leaves it to TensorFlow
		if i >= len(got.Node) || !proto.Equal(n, got.Node[i]) {
			t.Fatalf("node %s differs (-want +got):\n%s", n.Name, cmp.Diff(n, got.Node[min(i, len(got.Node)-1)], protocmp.Transform()))
		}
	}
	if len(got.Node) != len(want.Node) || !proto.Equal(got.Versions, want.Versions) || !proto.Equal(got.Library, want.Library) {
		t.Error("nodes, versions or library differ")
	}
}

// testLines reads back each line that shows its tensors in full.
func testLines(t *testing.T, g *Graph) {
	read := 0
	for _, name := range g.Names() {
		line := g.nodes[name].String()
		if strings.Contains(line, "{sha256 ") {
			continue
		}
		n, inputs, err := (&text{line: line, rest: line, number: 1}).node()
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if err := g.link(n, inputs); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(line, n.String()); diff != "" {
			t.Error(diff)
		}
		read++
	}
	if read < g.Len()/2 {
		t.Errorf("only %d of %d lines are shown in full", read, g.Len())
	}
}
