package graphrewrite

import (
	"fmt"
	"maps"
	"strings"

	nodepb "github.com/galeone/tensorflow/tensorflow/go/core/framework/node_def_go_proto"
)

// A body is the body of a function that is being copied into the graph.
type body struct {
	*inliner
	call  *Node
	f     *callee
	frame *frame
	// nodes and args have the names of the function as keys.
	nodes map[string]*Node
	args  map[string]Output
	// attr holds the call's values for the attributes that the function leaves open.
	attr attributes
	// start lists the nodes that every node of the body waits for.
	start []*Node
}

func (i *inliner) body(call *Node, f *callee) (*body, error) {
	args, err := f.arguments(call)
	if err != nil {
		return nil, err
	}
	b := &body{inliner: i, call: call, f: f, args: args, nodes: make(map[string]*Node, len(f.def.GetNodeDef())), attr: call.Attr}
	b.frame = &frame{function: f.def.GetSignature().GetName(), depth: 1, caller: i.frames[call]}
	if b.frame.caller != nil {
		b.frame.depth += b.frame.caller.depth
	}
	if given := call.Attr["f"].GetFunc().GetAttr(); given != nil {
		b.attr = maps.Clone(call.Attr)
		maps.Copy(b.attr, given)
	}
	return b, nil
}

func (b *body) add() error {
	b.wait()
	for _, nd := range b.f.def.GetNodeDef() {
		name := nd.GetName()
		_, isArg := b.args[name]
		if b.nodes[name] != nil || isArg {
			return fmt.Errorf("two nodes or arguments are named %q", name)
		}
		if err := checkName(name, nd.GetOp()); err != nil {
			return err
		}
		attr, err := b.fill(nd.GetAttr())
		if err != nil {
			return &Error{Node: name, Op: nd.GetOp(), Err: err}
		}
		name = b.name(name)
		n := &Node{Name: name, Op: nd.GetOp(), Device: nd.GetDevice(), Attr: attr}
		b.g.nodes[name], b.nodes[nd.GetName()] = n, n
		if b.original[b.call] != "" {
			b.original[n] = nd.GetName()
		}
		if b.called(n) != "" {
			b.frames[n] = b.frame
		}
	}
	for _, nd := range b.f.def.GetNodeDef() {
		if err := b.connect(nd); err != nil {
			return &Error{Node: nd.GetName(), Op: nd.GetOp(), Err: err}
		}
	}
	return nil
}

// name returns a new name for a node of the body.
func (b *body) name(node string) string {
	if original := b.original[b.call]; original != "" {
		return b.g.Unique(b.call.Name + "/" + within(original, node))
	}
	if b.g.nodes[node] != nil {
		return b.g.Unique(b.call.Name + "/" + node)
	}
	return node
}

// wait makes the body wait for what the call waited for. Several nodes are joined by
// one NoOp: each node of a large body would list them all.
func (b *body) wait() {
	if b.start = b.call.Control; len(b.start) > 1 {
		n := Scope{Graph: b.g, Prefix: b.call.Name}.Node("NoOp", "start", []Type{}, nil)
		n.Control, b.start = b.start, []*Node{n}
	}
}

func (b *body) connect(nd *nodepb.NodeDef) error {
	n := b.nodes[nd.GetName()]
	for _, in := range nd.GetInput() {
		if name, control := strings.CutPrefix(in, "^"); control {
			from, err := b.control(name)
			if err != nil {
				return err
			}
			n.Control = append(n.Control, from)
			continue
		}
		o, err := b.output(in)
		if err != nil {
			return err
		}
		n.Inputs = append(n.Inputs, o)
	}
	n.Control = append(n.Control, b.start...)
	n.Attr = colocated(n.Attr, b.node)
	b.readForGradient(n)
	return nil
}
