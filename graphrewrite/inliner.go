package graphrewrite

import (
	"errors"
	"fmt"
)

const (
	// maxDepth bounds how deeply calls may nest.
	maxDepth = 100
	// maxBytes bounds what the bodies may add, in bytes, roughly: nodes of many
	// inputs or of long names weigh more than others.
	maxBytes = 1 << 28
)

type inliner struct {
	g         *Graph
	defs      OpDefs
	functions map[string]*callee
	// seen are the nodes that the roots are known to need.
	seen map[*Node]bool
	// frames say which functions a node came out of.
	frames map[*Node]*frame
	// maxNodes and maxBytes bound the graph, and bytes is what was added to it.
	maxNodes, maxBytes, bytes int
	count                     int
}

// A frame is one function on the way to a node, and the one that called it.
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

// enter keeps the graph from growing without bound.
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
