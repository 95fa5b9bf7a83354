package graphrewrite

import (
	"fmt"
	"slices"
	"strconv"

	functionpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/function_go_proto"
	versionspb "github.com/galeone/tensorflow/tensorflow/go/core/framework/versions_go_proto"
)

// MaxNodes is how many nodes a graph may have when it is read, and after each
// pass that adds to it: what is larger is no network, and takes more memory than
// there may be. Functions that call each other twice double a graph at each level.
const MaxNodes = 1 << 19

// A Graph is a set of nodes with unique names.
type Graph struct {
	// Library holds the functions that nodes call by name.
	Library *functionpb.FunctionDefLibrary

	versions *versionspb.VersionDef
	nodes    map[string]*Node
	// fresh remembers, per wanted name, the last suffix that Unique gave.
	fresh map[string]int
}

// New returns an empty graph.
func New() *Graph { return &Graph{nodes: map[string]*Node{}, fresh: map[string]int{}} }

// Len is the number of nodes.
func (g *Graph) Len() int { return len(g.nodes) }

// Node returns the node of that name, or nil.
func (g *Graph) Node(name string) *Node { return g.nodes[name] }

// Add puts n into the graph; its name must be new.
func (g *Graph) Add(n *Node) error {
	if g.nodes[n.Name] != nil {
		return &Error{Node: n.Name, Op: n.Op, Err: fmt.Errorf("the name is taken")}
	}
	g.nodes[n.Name] = n
	return nil
}

// Unique returns name, or name_1, name_2 ..., whichever no node has yet.
func (g *Graph) Unique(name string) string {
	for candidate := name; ; {
		if g.nodes[candidate] == nil {
			return candidate
		}
		g.fresh[name]++
		candidate = name + "_" + strconv.Itoa(g.fresh[name])
	}
}

// Names returns all names, sorted.
func (g *Graph) Names() []string {
	names := make([]string, 0, len(g.nodes))
	for name := range g.nodes {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Output finds a tensor by its name, "node" or "node:1".
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

// Uses lists, for every node, the data inputs that read it.
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

// A Use is one data input: Node.Inputs[Input].
type Use struct {
	Node  *Node
	Input int
}

// A Signature names the tensors by which a graph is called.
type Signature struct {
	Name            string
	Inputs, Outputs map[string]Output
	// Dims names the dimensions of tensors, by key, as far as they have names.
	Dims map[string][]string
}

// SignatureNodes are the nodes of all tensors that the signatures name.
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
