package graphrewrite

import (
	"fmt"

	functionpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/function_go_proto"
	nodepb "github.com/galeone/tensorflow/tensorflow/go/core/framework/node_def_go_proto"
	opdefpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/op_def_go_proto"
)

// A Function is a part of a graph that is to become a function.
type Function struct {
	// Name must be new to the graph's library.
	Name string
	// Args are tensors of the graph, usually placeholders, that become the arguments.
	Args []Output
	// Results are the tensors that the function returns.
	Results []Output
}

// An Outlined is a function that Outline made.
type Outlined struct {
	def *functionpb.FunctionDef
	// captured lists tensors of the graph that the body reads: the function takes them
	// after its Args.
	captured []Output
	// control lists the nodes that a call must wait for, because the body did.
	control []*Node
}

// maxRepeated bounds the elements of a constant that is repeated in the body which reads
// it; a larger one is captured.
const maxRepeated = 1024

// Outline moves what lies between f's Args and Results to a function in the library:
//
//	p = Placeholder()       ->   f(arg_0, arg_1) = [r: y:y:0]
//	y = MatMul(p, w)               y = MatMul(arg_0, arg_1)      captured: w
//
// A node that the results need and that does not depend on Args stays in the graph, and
// its output is captured, so that a loop computes it once; small constants are repeated
// in the body. All nodes that depend on Args leave the graph: nothing else may read
// them. The types of captured tensors and of results must be known, and defs must define
// their ops.
func Outline(g *Graph, f Function, defs OpDefs) (*Outlined, error) {
	e := &outliner{
		g: g, defs: defs, inside: map[*Node]bool{}, names: map[Output]string{}, repeated: map[*Node]bool{},
		out: &Outlined{def: &functionpb.FunctionDef{Signature: &opdefpb.OpDef{Name: f.Name}, Ret: map[string]string{}}},
	}
	if e.function(f.Name) != nil {
		return nil, fmt.Errorf("function %q: the name is taken", f.Name)
	}
	if err := e.outline(f); err != nil {
		return nil, fmt.Errorf("function %q: %w", f.Name, err)
	}
	g.addFunction(e.out.def)
	return e.out, nil
}

type outliner struct {
	g    *Graph
	defs OpDefs
	// inside marks the nodes of the body.
	inside map[*Node]bool
	// names are those of the arguments.
	names map[Output]string
	// repeated marks the constants that were added to the body.
	repeated map[*Node]bool
	out      *Outlined
}

func (e *outliner) outline(f Function) error {
	sorted, err := e.g.Sorted()
	if err != nil {
		return err
	}
	for _, o := range f.Args {
		if err := e.argument(o); err != nil {
			return err
		}
	}
	depends := e.dependents(sorted, f.Args)
	roots := make([]*Node, len(f.Results))
	for i, o := range f.Results {
		roots[i] = o.Node
	}
	needed := Ancestors(roots...)
	for _, n := range sorted {
		if e.inside[n] = depends[n] && needed[n]; e.inside[n] {
			if err := e.node(n); err != nil {
				return &Error{Node: n.Name, Op: n.Op, Err: err}
			}
		}
	}
	for _, o := range f.Results {
		if err := e.result(o); err != nil {
			return err
		}
	}
	for _, o := range f.Args {
		delete(e.g.nodes, o.Node.Name)
	}
	for n := range depends {
		delete(e.g.nodes, n.Name)
	}
	return nil
}

// dependents returns the nodes that read an argument, directly or not; the arguments are
// not among them.
func (e *outliner) dependents(sorted []*Node, args []Output) map[*Node]bool {
	given, depends := map[*Node]bool{}, map[*Node]bool{}
	for _, o := range args {
		given[o.Node] = true
	}
	for _, n := range sorted {
		for _, in := range n.Inputs {
			if given[in.Node] || depends[in.Node] {
				depends[n] = true
			}
		}
	}
	return depends
}

// argument adds an argument that takes the place of a tensor of the graph.
func (e *outliner) argument(o Output) error {
	if o.DType() == 0 {
		return &Error{Node: o.Node.Name, Op: o.Node.Op, Err: fmt.Errorf("output %d becomes an argument, and its type is not known", o.Index)}
	}
	args := &e.out.def.Signature.InputArg
	name := fmt.Sprintf("arg_%d", len(*args))
	for e.g.nodes[name] != nil {
		name += "_"
	}
	e.names[o] = name
	*args = append(*args, &opdefpb.OpDef_ArgDef{Name: name, Type: o.DType()})
	return nil
}

func (e *outliner) node(n *Node) error {
	nd := &nodepb.NodeDef{Name: n.Name, Op: n.Op, Device: n.Device, Attr: colocated(n.Attr, e.within)}
	for _, in := range n.Inputs {
		name, err := e.read(in)
		if err != nil {
			return err
		}
		nd.Input = append(nd.Input, name)
	}
	for _, c := range n.Control {
		if e.inside[c] {
			nd.Input = append(nd.Input, "^"+c.Name)
		} else {
			e.out.control = append(e.out.control, c)
		}
	}
	def := e.def(n)
	if def == nil {
		return fmt.Errorf("the op is not known")
	}
	e.out.def.Signature.IsStateful = e.out.def.Signature.IsStateful || def.GetIsStateful()
	e.out.def.NodeDef = append(e.out.def.NodeDef, nd)
	return nil
}

// within returns a node of the body by its name, or nil.
func (e *outliner) within(name string) *Node {
	if n := e.g.nodes[name]; e.inside[n] {
		return n
	}
	return nil
}

// read returns the name of a tensor in the body. A tensor from outside is repeated or
// captured.
func (e *outliner) read(o Output) (string, error) {
	if name, ok := e.names[o]; ok {
		return name, nil
	}
	if !e.inside[o.Node] && !e.repeat(o.Node) {
		if err := e.argument(o); err != nil {
			return "", err
		}
		e.out.captured = append(e.out.captured, o)
		return e.names[o], nil
	}
	return e.qualified(o)
}

// repeat adds a small constant to the body, and reports whether it did.
func (e *outliner) repeat(n *Node) bool {
	if e.repeated[n] {
		return true
	}
	shape := ShapeOf(n.Attr["value"].GetTensor().GetTensorShape())
	if n.Op != "Const" || len(n.Control) > 0 || !shape.Static() || shape.Elements() > maxRepeated {
		return false
	}
	e.repeated[n] = true
	e.out.def.NodeDef = append(e.out.def.NodeDef, &nodepb.NodeDef{Name: n.Name, Op: n.Op, Device: n.Device, Attr: colocated(n.Attr, e.within)})
	return true
}

func (e *outliner) result(o Output) error {
	name, err := e.read(o)
	if err != nil {
		return err
	}
	if o.DType() == 0 {
		return &Error{Node: o.Node.Name, Op: o.Node.Op, Err: fmt.Errorf("output %d is a result, and its type is not known", o.Index)}
	}
	out := &e.out.def.Signature.OutputArg
	key := fmt.Sprintf("result_%d", len(*out))
	*out = append(*out, &opdefpb.OpDef_ArgDef{Name: key, Type: o.DType()})
	e.out.def.Ret[key] = name
	return nil
}
