package graphrewrite

import (
	"fmt"
	"strings"

	graphpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/graph_go_proto"
	nodepb "github.com/galeone/tensorflow/tensorflow/go/core/framework/node_def_go_proto"
)

// FromProto reads a GraphDef and checks it. The graph shares the attribute values with
// the proto, which must not be changed afterwards. A node's experimental_type and
// experimental_debug_info are dropped: TensorFlow infers the former on import, and the
// latter is for messages alone.
func FromProto(def *graphpb.GraphDef) (*Graph, error) {
	if n := len(def.GetNode()); n > MaxNodes {
		return nil, fmt.Errorf("graph: it has %d nodes, more than %d", n, MaxNodes)
	}
	functions := def.GetLibrary().GetFunction()
	n := len(functions)
	for _, f := range functions {
		n += len(f.GetNodeDef())
	}
	if n > MaxNodes {
		return nil, fmt.Errorf("graph: its %d functions and their nodes number %d, more than %d", len(functions), n, MaxNodes)
	}
	g := New()
	g.versions, g.Library = def.GetVersions(), def.GetLibrary()
	for _, nd := range def.GetNode() {
		n := &Node{Name: nd.GetName(), Op: nd.GetOp(), Device: nd.GetDevice(), Attr: nd.GetAttr()}
		if n.Name == "" {
			return nil, fmt.Errorf("graph: a node (%s) has no name", formatName(n.Op))
		}
		if err := g.Add(n); err != nil {
			return nil, inPass("graph", err)
		}
	}
	for _, nd := range def.GetNode() {
		if err := g.connect(g.nodes[nd.GetName()], nd.GetInput()); err != nil {
			return nil, inPass("graph", err)
		}
	}
	if err := g.Check(); err != nil {
		return nil, inPass("graph", err)
	}
	return g, nil
}

// connect gives n the inputs of its NodeDef.
func (g *Graph) connect(n *Node, inputs []string) error {
	references := make([]reference, len(inputs))
	for i, in := range inputs {
		if name, control := strings.CutPrefix(in, "^"); control {
			references[i] = reference{node: name, control: true, written: in}
			continue
		}
		name, index, err := splitOutput(in)
		if err != nil {
			return &Error{Node: n.Name, Op: n.Op, Err: err}
		}
		references[i] = reference{node: name, index: index, written: in}
	}
	return g.link(n, references)
}

// Proto returns the graph as a GraphDef, nodes in sorted order. It shares the attribute
// values with the graph. A request to colocate a node with one that is not in the graph
// is left out.
func (g *Graph) Proto() (*graphpb.GraphDef, error) {
	nodes, err := g.Sorted()
	if err != nil {
		return nil, err
	}
	def := &graphpb.GraphDef{Versions: g.versions, Library: g.Library}
	for _, n := range nodes {
		nd := &nodepb.NodeDef{Name: n.Name, Op: n.Op, Device: n.Device, Attr: colocated(n.Attr, g.Node)}
		for _, in := range n.Inputs {
			nd.Input = append(nd.Input, in.short())
		}
		for _, c := range n.Control {
			nd.Input = append(nd.Input, "^"+c.Name)
		}
		def.Node = append(def.Node, nd)
	}
	return def, nil
}

// short returns the name of a tensor as GraphDefs write it: "node" for output 0.
func (o Output) short() string {
	if o.Index == 0 {
		return o.Node.Name
	}
	return o.String()
}
