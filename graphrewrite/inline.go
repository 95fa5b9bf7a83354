package graphrewrite

import (
	"fmt"
	"slices"
	"strings"

	opdefpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/op_def_go_proto"
)

// OpDefs returns the definition of an op, or nil.
type OpDefs func(op string) *opdefpb.OpDef

// Inline replaces every function call that the roots need by the body of the function.
// The node of the call stays, with its readers, as an IdentityN of the results:
//
//	call = StatefulPartitionedCall(x, w) {f=func "g"}   ->   conv = Conv2D(x, w)
//	                                                         call = IdentityN(conv)
//
// The nodes of the body keep their names where those are free. Inline returns the number
// of calls that it replaced.
func Inline(g *Graph, defs OpDefs, roots ...*Node) (int, error) {
	return newInliner(g, defs).run(roots)
}

func (i *inliner) run(roots []*Node) (int, error) {
	for todo := roots; ; {
		calls := i.reach(todo)
		if len(calls) == 0 {
			return i.count, nil
		}
		todo = nil
		for _, call := range calls {
			if err := i.inline(call); err != nil {
				return i.count, &Error{Node: call.Name, Op: call.Op, Err: err}
			}
			i.count++
			todo = call.appendRead(todo)
		}
	}
}

// reach visits all that the nodes need, and lists the calls that it meets for the first
// time, sorted by name.
func (i *inliner) reach(from []*Node) []*Node {
	var calls []*Node
	walkBack(i.seen, from, func(n *Node) {
		if i.called(n) != "" {
			calls = append(calls, n)
		}
	})
	slices.SortFunc(calls, func(a, b *Node) int { return strings.Compare(a.Name, b.Name) })
	return calls
}

// called returns the name of the function that a node calls; empty if it calls none.
func (i *inliner) called(n *Node) string {
	if n.is(calls) {
		return n.Attr["f"].GetFunc().GetName()
	}
	if i.functions[n.Op] != nil {
		return n.Op
	}
	return ""
}

func (i *inliner) inline(call *Node) error {
	name := i.called(call)
	f := i.functions[name]
	if f == nil {
		return fmt.Errorf("the function %q is not in the graph's library", name)
	}
	if err := i.enter(call, name, f); err != nil {
		return err
	}
	b, err := i.body(call, f)
	if err == nil {
		err = b.add()
	}
	if err == nil {
		err = b.finish()
	}
	if err != nil {
		return fmt.Errorf("function %q: %w", name, err)
	}
	return nil
}
