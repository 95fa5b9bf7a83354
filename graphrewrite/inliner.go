package graphrewrite

import (
	"errors"
	"fmt"
)

const (
	// maxDepth bounds how deeply calls may nest.
	maxDepth = 100
	// maxBytes bounds roughly the bytes that the bodies add: nodes with many inputs or
	// long names weigh more than others.
	maxBytes = 1 << 28
)

type inliner struct {
	g         *Graph
	defs      OpDefs
	functions map[string]*callee
	// seen marks the nodes that the roots are known to need.
	seen map[*Node]bool
	// frames holds the functions whose bodies a call is from.
	frames map[*Node]*frame
	// original holds the names that calls within a step of an unrolled loop had in their
	// function: the nodes of the body get names below the call's.
	original map[*Node]string
	// maxNodes and maxBytes bound the graph; bytes counts what was added to it.
	maxNodes, maxBytes, bytes int
	count                     int
}

// A frame is one function of those around a call, and the frame of its caller.
type frame struct {
	function string
	depth    int
	caller   *frame
}

func newInliner(g *Graph, defs OpDefs) *inliner {
	i := &inliner{
		g: g, defs: defs, functions: map[string]*callee{}, seen: map[*Node]bool{}, frames: map[*Node]*frame{},
		maxNodes: MaxNodes, maxBytes: maxBytes,
	}
	for _, f := range g.Library.GetFunction() {
		i.functions[f.GetSignature().GetName()] = &callee{def: f}
	}
	return i
}

// enter refuses a call that would let the graph grow without bound.
func (i *inliner) enter(call *Node, name string, f *callee) error {
	at := i.frames[call]
	for up := at; up != nil; up = up.caller {
		if up.function == name {
			return fmt.Errorf("the function %q calls itself", name)
		}
	}
	nodes := len(f.def.GetNodeDef())
	i.bytes += f.weigh() + nodes*len(call.Name)
	switch {
	case at != nil && at.depth >= maxDepth:
		return fmt.Errorf("calls nest more than %d deep", maxDepth)
	case len(i.g.nodes)+nodes > i.maxNodes:
		return fmt.Errorf("the inlined graph has more than %d nodes", i.maxNodes)
	case i.bytes > i.maxBytes:
		return errors.New("the inlined graph takes too much memory")
	}
	return nil
}
