package graphrewrite

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
	functionpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/function_go_proto"
	nodepb "github.com/galeone/tensorflow/tensorflow/go/core/framework/node_def_go_proto"
	opdefpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/op_def_go_proto"
	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"
)

// OpDefs finds the definition of an op, nil if there is none.
type OpDefs func(op string) *opdefpb.OpDef

const (
	// maxDepth bounds how deeply calls may nest, and maxNodes how large a graph
	// may grow: functions that call each other twice double it at each level.
	maxDepth = 100
	maxNodes = 1 << 20
)

// Inline replaces every function call that the roots need by the function's
// body. A call keeps its name and its readers; it becomes an IdentityN of what
// the function returns:
//
//	call = StatefulPartitionedCall(x, w) {f=func "g"}   ->   conv = Conv2D(x, w)
//	                                                         call = IdentityN(conv)
//
// Nodes of the body keep their names where those are free. It returns how many
// calls it replaced.
func Inline(g *Graph, defs OpDefs, roots ...*Node) (int, error) {
	i := &inliner{g: g, defs: defs, functions: map[string]*functionpb.FunctionDef{}, depth: map[*Node]int{}}
	for _, f := range g.Library.GetFunction() {
		i.functions[f.GetSignature().GetName()] = f
	}
	for {
		calls := i.calls(roots)
		if len(calls) == 0 {
			return i.count, nil
		}
		for _, call := range calls {
			if err := i.inline(call, i.called(call)); err != nil {
				return i.count, &Error{Node: call.Name, Op: call.Op, Err: err}
			}
			i.count++
		}
	}
}

type inliner struct {
	g         *Graph
	defs      OpDefs
	functions map[string]*functionpb.FunctionDef
	// depth is how many calls a node came out of.
	depth map[*Node]int
	count int
}

// calls lists, in the order of names, the calls that the roots need.
func (i *inliner) calls(roots []*Node) []*Node {
	needed := Ancestors(roots...)
	var calls []*Node
	for _, name := range i.g.Names() {
		if n := i.g.nodes[name]; needed[n] && i.called(n) != "" {
			calls = append(calls, n)
		}
	}
	return calls
}

// called is the name of the function that a node calls, empty if it calls none.
func (i *inliner) called(n *Node) string {
	switch n.Op {
	case "PartitionedCall", "StatefulPartitionedCall":
		return n.Attr["f"].GetFunc().GetName()
	}
	if i.functions[n.Op] != nil {
		return n.Op
	}
	return ""
}

func (i *inliner) inline(call *Node, name string) error {
	f := i.functions[name]
	switch {
	case f == nil:
		return fmt.Errorf("the function %q is not in the graph's library", name)
	case i.depth[call] >= maxDepth:
		return fmt.Errorf("calls nest more than %d deep: the function %q may call itself", maxDepth, name)
	case len(i.g.nodes)+len(f.GetNodeDef()) > maxNodes:
		return fmt.Errorf("the inlined graph has more than %d nodes", maxNodes)
	case len(call.Inputs) != len(f.GetSignature().GetInputArg()):
		return fmt.Errorf("the function %q takes %d inputs, the call gives %d", name, len(f.GetSignature().GetInputArg()), len(call.Inputs))
	}
	b := &body{inliner: i, call: call, function: f, nodes: map[string]*Node{}, args: map[string]Output{}}
	for k, arg := range f.GetSignature().GetInputArg() {
		b.args[arg.GetName()] = call.Inputs[k]
	}
	if err := b.add(); err != nil {
		return fmt.Errorf("function %q: %w", name, err)
	}
	return b.finish()
}

// body is one function's body on its way into the graph.
type body struct {
	*inliner
	call     *Node
	function *functionpb.FunctionDef
	nodes    map[string]*Node
	args     map[string]Output
}

func (b *body) add() error {
	for _, nd := range b.function.GetNodeDef() {
		if b.nodes[nd.GetName()] != nil || nd.GetName() == "" {
			return fmt.Errorf("node %q stands twice", nd.GetName())
		}
		attrs, err := b.attrs(nd)
		if err != nil {
			return err
		}
		name := nd.GetName()
		if b.g.nodes[name] != nil {
			name = b.g.Unique(b.call.Name + "/" + name)
		}
		n := &Node{Name: name, Op: nd.GetOp(), Device: nd.GetDevice(), Attr: attrs}
		b.g.nodes[name], b.nodes[nd.GetName()] = n, n
		b.depth[n] = b.depth[b.call] + 1
	}
	for _, nd := range b.function.GetNodeDef() {
		if err := b.connect(nd); err != nil {
			return fmt.Errorf("node %q (%s): %w", nd.GetName(), nd.GetOp(), err)
		}
	}
	return nil
}

func (b *body) connect(nd *nodepb.NodeDef) error {
	n := b.nodes[nd.GetName()]
	for _, in := range nd.GetInput() {
		if control, ok := strings.CutPrefix(in, "^"); ok {
			from, err := b.control(control)
			if err != nil {
				return err
			}
			n.Control = append(n.Control, from...)
			continue
		}
		o, err := b.output(in)
		if err != nil {
			return err
		}
		n.Inputs = append(n.Inputs, o)
	}
	// What the call waited for, its body waits for.
	n.Control = append(n.Control, b.call.Control...)
	return nil
}

// control finds a node that another waits for; an argument stands for the node
// that gives it.
func (b *body) control(name string) ([]*Node, error) {
	if arg, ok := b.args[name]; ok {
		return []*Node{arg.Node}, nil
	}
	if n := b.nodes[name]; n != nil {
		return []*Node{n}, nil
	}
	return nil, fmt.Errorf("its control input %q is not in the function", name)
}

// output finds a tensor by the form it has in functions: an argument's name, or
// "node:output_arg:index".
func (b *body) output(name string) (Output, error) {
	parts := strings.Split(name, ":")
	if arg, ok := b.args[parts[0]]; ok && len(parts) <= 2 {
		return arg, nil
	}
	n := b.nodes[parts[0]]
	if n == nil || len(parts) != 3 {
		return Output{}, fmt.Errorf("its input %q is not in the function", name)
	}
	index, err := strconv.Atoi(parts[2])
	if err != nil || index < 0 {
		return Output{}, fmt.Errorf("its input %q is not the name of a tensor", name)
	}
	offset, err := b.offset(n, parts[1])
	return n.Out(offset + index), err
}

// offset is where the outputs of an output argument begin among all outputs.
func (b *body) offset(n *Node, arg string) (int, error) {
	def := b.defs(n.Op)
	if f := b.functions[n.Op]; f != nil {
		def = f.GetSignature()
	}
	if def == nil {
		return 0, fmt.Errorf("the op %s is not known", n.Op)
	}
	offset := 0
	for _, out := range def.GetOutputArg() {
		if out.GetName() == arg {
			return offset, nil
		}
		switch {
		case out.GetNumberAttr() != "":
			offset += int(n.Int(out.GetNumberAttr(), 0))
		case out.GetTypeListAttr() != "":
			offset += len(n.Attr[out.GetTypeListAttr()].GetList().GetType())
		default:
			offset++
		}
	}
	return 0, fmt.Errorf("the op %s has no output %q", n.Op, arg)
}

// attrs are a body node's, with the call's where the function leaves them open.
func (b *body) attrs(nd *nodepb.NodeDef) (map[string]*attrpb.AttrValue, error) {
	attrs := make(map[string]*attrpb.AttrValue, len(nd.GetAttr()))
	for name, a := range nd.GetAttr() {
		if p := a.GetPlaceholder(); p != "" {
			given := b.call.Attr["f"].GetFunc().GetAttr()[p]
			if given == nil {
				given = b.call.Attr[p]
			}
			if given == nil {
				return nil, fmt.Errorf("node %q (%s): its attribute %s is left open by the call", nd.GetName(), nd.GetOp(), name)
			}
			a = given
		}
		attrs[name] = a
	}
	return attrs, nil
}

// finish makes the call an IdentityN of what the function returns.
func (b *body) finish() error {
	results := []Output{}
	var types []typespb.DataType
	for _, out := range b.function.GetSignature().GetOutputArg() {
		o, err := b.output(b.function.GetRet()[out.GetName()])
		if err != nil {
			return fmt.Errorf("function %q: its result %q: %w", b.function.GetSignature().GetName(), out.GetName(), err)
		}
		results = append(results, o)
		types = append(types, out.GetType())
	}
	if declared := b.call.Attr["Tout"].GetList().GetType(); len(declared) > 0 {
		types = declared
	}
	if len(types) != len(results) {
		return errors.New("the call and the function differ in the number of results")
	}
	for _, name := range b.function.GetControlRet() {
		from, err := b.control(name)
		if err != nil {
			return err
		}
		b.call.Control = append(b.call.Control, from...)
	}
	b.call.Inputs, b.call.Attr, b.call.Types = results, nil, nil
	b.call.Op = "NoOp"
	if len(results) > 0 {
		b.call.Op = "IdentityN"
		b.call.set(Attrs{"T": types})
	}
	return nil
}
