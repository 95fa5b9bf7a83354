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
	// Args are nodes of the graph, placeholders as a rule, that stand for the
	// arguments, and Results is what the function returns.
	Args, Results []Output
}

// An Outlined is a function that Outline made.
type Outlined struct {
	def *functionpb.FunctionDef
	// captured are the tensors of the graph that the function takes behind its
	// Args, because its body reads them.
	captured []Output
	// control are the nodes that a call has to wait for, because the body did.
	control []*Node
}

// maxRepeated is the number of elements up to which a constant that a body reads
// is repeated in it; larger ones are captured.
const maxRepeated = 1024

// Outline moves what lies between f's Args and Results to the library:
//
//	p = Placeholder()       ->   f(arg_0, arg_1) = [r: y:y:0]
//	y = MatMul(p, w)               y = MatMul(arg_0, arg_1)      captured: w
//
// What the results need and does not depend on Args stays where it is, and is
// captured, so that a loop computes it once; small constants are repeated. All
// that depends on Args leaves the graph, and must have no other reader. The types
// of captured tensors and results must be known, and defs must have their ops.
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
	// inside are the nodes of the body, and names the arguments.
	inside   map[*Node]bool
	names    map[Output]string
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

// dependents are the nodes that read an argument, directly or not; the
// arguments are not among them.
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

// argument adds an argument for a tensor of the graph.
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

// within finds a node of the body.
func (e *outliner) within(name string) *Node {
	if n := e.g.nodes[name]; e.inside[n] {
		return n
	}
	return nil
}

// read is how the body names a tensor; what is outside of it is repeated or
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

// repeat puts a small constant into the body.
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
