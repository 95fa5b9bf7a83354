package graphrewrite

import (
	"fmt"
	"slices"
	"strconv"

	functionpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/function_go_proto"
	versionspb "github.com/galeone/tensorflow/tensorflow/go/core/framework/versions_go_proto"
)

// MaxNodes bounds the nodes of a graph when it is read, and after each pass that adds
// nodes: no network is larger, and memory is limited. A small file may ask for many
// nodes: functions that call each other twice double a graph at each level.
const MaxNodes = 1 << 19

// A Graph is a set of nodes with unique names.
type Graph struct {
	// Library holds the functions that nodes call by name.
	Library *functionpb.FunctionDefLibrary

	versions *versionspb.VersionDef
	nodes    map[string]*Node
	// fresh holds the last suffix that Unique gave for each name.
	fresh map[string]int
}

// New returns an empty graph.
func New() *Graph { return &Graph{nodes: map[string]*Node{}, fresh: map[string]int{}} }

// Len returns the number of nodes.
func (g *Graph) Len() int { return len(g.nodes) }

// Node returns the node of this name, or nil.
func (g *Graph) Node(name string) *Node { return g.nodes[name] }

// Add puts n into the graph; its name must be new.
func (g *Graph) Add(n *Node) error {
	if g.nodes[n.Name] != nil {
		return &Error{Node: n.Name, Op: n.Op, Err: fmt.Errorf("the name is taken")}
	}
	g.nodes[n.Name] = n
	return nil
}

// Unique returns the first of name, name_1, name_2 ... that no node has.
func (g *Graph) Unique(name string) string {
	for candidate := name; ; {
		if g.nodes[candidate] == nil {
			return candidate
		}
		g.fresh[name]++
		candidate = name + "_" + strconv.Itoa(g.fresh[name])
	}
}

// Names returns the names of all nodes, sorted.
func (g *Graph) Names() []string {
	names := make([]string, 0, len(g.nodes))
	for name := range g.nodes {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Output returns a tensor by its name, "node" or "node:1".
func (g *Graph) Output(name string) (Output, error) {
	node, index, err := splitOutput(name)
	if err != nil {
		return Output{}, err
	}
	n := g.nodes[node]
	if n == nil {
		return Output{}, fmt.Errorf("node %q is not in the graph", node)
	}
	if n.Types != nil && index >= len(n.Types) {
		return Output{}, fmt.Errorf("node %q (%s) has %d outputs, no output %d", node, formatName(n.Op), len(n.Types), index)
	}
	return Output{n, index}, nil
}

// Uses lists, for every node, the inputs of other nodes that read it.
func (g *Graph) Uses() map[*Node][]Use {
	uses := map[*Node][]Use{}
	for _, name := range g.Names() {
		n := g.nodes[name]
		for i, in := range n.Inputs {
			uses[in.Node] = append(uses[in.Node], Use{n, i})
		}
	}
	return uses
}

// A Use is one input of a node, Node.Inputs[Input].
type Use struct {
	Node  *Node
	Input int
}

// A Signature names the tensors by which a graph is called.
type Signature struct {
	Name            string
	Inputs, Outputs map[string]Output
	// Dims holds names of the dimensions of tensors, where they have names, by the keys
	// of Inputs and Outputs.
	Dims map[string][]string
}

// SignatureNodes returns the nodes of all tensors that the signatures name.
func SignatureNodes(signatures ...Signature) []*Node {
	var nodes []*Node
	for _, s := range signatures {
		for _, tensors := range []map[string]Output{s.Inputs, s.Outputs} {
			for _, o := range tensors {
				nodes = append(nodes, o.Node)
			}
		}
	}
	return nodes
}
