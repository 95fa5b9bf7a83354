package graphrewrite

import (
	"fmt"
	"strings"

	graphpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/graph_go_proto"
	nodepb "github.com/galeone/tensorflow/tensorflow/go/core/framework/node_def_go_proto"
)

// FromProto reads a GraphDef and checks it. Attribute values are shared with
// the proto, which must not be changed afterwards.
func FromProto(def *graphpb.GraphDef) (*Graph, error) {
	g := New()
	g.Versions, g.Library = def.GetVersions(), def.GetLibrary()
	for _, nd := range def.GetNode() {
		n := &Node{Name: nd.GetName(), Op: nd.GetOp(), Device: nd.GetDevice(), Attr: nd.GetAttr()}
		if n.Name == "" {
			return nil, fmt.Errorf("graph: a node (%s) has no name", n.Op)
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

func (g *Graph) connect(n *Node, inputs []string) error {
	for _, in := range inputs {
		control := strings.HasPrefix(in, "^")
		name, index, err := splitOutput(strings.TrimPrefix(in, "^"))
		if err != nil {
			return &Error{Node: n.Name, Op: n.Op, Err: err}
		}
		from := g.nodes[name]
		switch {
		case from == nil:
			return &Error{Node: n.Name, Op: n.Op, Err: fmt.Errorf("its input %q is not in the graph", in)}
		case control:
			n.Control = append(n.Control, from)
		case len(n.Control) > 0:
			return &Error{Node: n.Name, Op: n.Op, Err: fmt.Errorf("input %q stands after a control input", in)}
		default:
			n.Inputs = append(n.Inputs, from.Out(index))
		}
	}
	return nil
}

// Proto returns the graph as a GraphDef, nodes in sorted order. It shares the
// attribute values with the graph.
func (g *Graph) Proto() (*graphpb.GraphDef, error) {
	nodes, err := g.Sorted()
	if err != nil {
		return nil, err
	}
	def := &graphpb.GraphDef{Versions: g.Versions, Library: g.Library}
	for _, n := range nodes {
		nd := &nodepb.NodeDef{Name: n.Name, Op: n.Op, Device: n.Device, Attr: n.Attr}
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

// short is the form of GraphDef inputs and of the text: output 0 goes unsaid.
func (o Output) short() string {
	if o.Index == 0 {
		return o.Node.Name
	}
	return o.String()
}
