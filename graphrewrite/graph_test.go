package graphrewrite

import (
	"fmt"
	"testing"

	graphpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/graph_go_proto"
	nodepb "github.com/galeone/tensorflow/tensorflow/go/core/framework/node_def_go_proto"
)

func TestFromProtoErrors(t *testing.T) {
	for _, test := range []struct {
		nodes []*nodepb.NodeDef
		want  string
	}{
		{[]*nodepb.NodeDef{{Name: "a", Op: "X"}, {Name: "a", Op: "Y"}}, `graph: node "a" (Y): the name is taken`},
		{[]*nodepb.NodeDef{{Op: "X"}}, `graph: a node (X) has no name`},
		{[]*nodepb.NodeDef{{Op: "\n"}}, `graph: a node ("\n") has no name`},
		{[]*nodepb.NodeDef{{Name: "a\n", Op: "X\n", Input: []string{"b\n"}}}, `graph: node "a\n" ("X\n"): its input "b\n" is not in the graph`},
		{[]*nodepb.NodeDef{{Name: "a"}}, `graph: node "a": the node has no op`},
		{[]*nodepb.NodeDef{{Name: "a", Op: "X", Input: []string{"b:0"}}}, `graph: node "a" (X): its input "b:0" is not in the graph`},
		{[]*nodepb.NodeDef{{Name: "b", Op: "X"}, {Name: "a", Op: "X", Input: []string{"^b:0"}}}, `graph: node "a" (X): its input "^b:0" is not in the graph`},
		{[]*nodepb.NodeDef{{Name: "a", Op: "X", Input: []string{"a:x"}}}, `graph: node "a" (X): "a:x" is not the name of a tensor`},
		{[]*nodepb.NodeDef{{Name: "a:1", Op: "X"}}, `graph: node "a:1" (X): a node's name must not begin with ^ or contain a colon`},
		{[]*nodepb.NodeDef{nil}, `graph: a node ("") has no name`},
		{[]*nodepb.NodeDef{{Name: "a", Op: "X", Input: []string{"a"}}}, `graph: node "a" (X): the node depends on itself`},
	} {
		if _, err := FromProto(&graphpb.GraphDef{Node: test.nodes}); fmt.Sprint(err) != test.want {
			t.Errorf("got  %v\nwant %s", err, test.want)
		}
	}
}

// TestUniqueStaysFast would take minutes if each name were searched from 1.
func TestUniqueStaysFast(t *testing.T) {
	s := Scope{Graph: New()}
	for range 200_000 {
		s.Op("NoOp", "same", Type{}, nil)
	}
	if s.Graph.Len() != 200_000 || s.Graph.Node("same_199999") == nil {
		t.Errorf("%d nodes", s.Graph.Len())
	}
}
