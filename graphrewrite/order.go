package graphrewrite

import (
	"container/heap"
	"errors"
)

// Sorted returns the nodes dependencies first, and among those that could come
// next, by name. A cycle is an error that names a node on it, but for the loops
// of TF1, which go from a NextIteration back to a Merge: that Merge comes first.
func (g *Graph) Sorted() ([]*Node, error) {
	waiting := make(map[*Node]int, len(g.nodes))
	readers := make(map[*Node][]*Node, len(g.nodes))
	var ready byName
	for _, n := range g.nodes {
		waiting[n] = len(n.Control)
		for _, in := range n.Inputs {
			if !goesBack(in.Node, n) {
				waiting[n]++
				readers[in.Node] = append(readers[in.Node], n)
			}
		}
		for _, c := range n.Control {
			readers[c] = append(readers[c], n)
		}
		if waiting[n] == 0 {
			ready = append(ready, n)
		}
	}
	heap.Init(&ready)
	sorted := make([]*Node, 0, len(g.nodes))
	for len(ready) > 0 {
		n := heap.Pop(&ready).(*Node)
		sorted = append(sorted, n)
		for _, r := range readers[n] {
			if waiting[r]--; waiting[r] == 0 {
				heap.Push(&ready, r)
			}
		}
	}
	if len(sorted) < len(g.nodes) {
		return nil, g.cycle(waiting)
	}
	return sorted, nil
}

func (g *Graph) cycle(waiting map[*Node]int) error {
	for _, name := range g.Names() {
		// Walking back from a node that waits, a node comes up twice: that one
		// is on the cycle, while the first may only depend on it.
		if n := g.nodes[name]; waiting[n] > 0 {
			seen := map[*Node]bool{}
			for !seen[n] {
				seen[n] = true
				next := blocked(n, waiting)
				if next == nil {
					return &Error{Node: n.Name, Op: n.Op, Err: errors.New("an input is not a node of the graph")}
				}
				n = next
			}
			return &Error{Node: n.Name, Op: n.Op, Err: errors.New("the node depends on itself")}
		}
	}
	return nil
}

// blocked returns an input that waits, nil if none does.
func blocked(n *Node, waiting map[*Node]int) *Node {
	for _, in := range n.Inputs {
		if waiting[in.Node] > 0 && !goesBack(in.Node, n) {
			return in.Node
		}
	}
	for _, c := range n.Control {
		if waiting[c] > 0 {
			return c
		}
	}
	return nil
}

// EndsIteration tells whether what reads n does so in the next iteration of a
// loop of TF1: such a reader stands before n in Sorted.
func (n *Node) EndsIteration() bool { return n.Op == "NextIteration" || n.Op == "RefNextIteration" }

// goesBack tells whether an input closes a loop of TF1.
func goesBack(from, to *Node) bool {
	return from != nil && from.EndsIteration() && isMerge(to)
}

// byName is a heap of nodes.
type byName []*Node

func (h byName) Len() int           { return len(h) }
func (h byName) Less(i, j int) bool { return h[i].Name < h[j].Name }
func (h byName) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *byName) Push(x any)        { *h = append(*h, x.(*Node)) }
func (h *byName) Pop() any {
	old := *h
	n := old[len(old)-1]
	*h = old[:len(old)-1]
	return n
}
