package graphrewrite

import (
	"container/heap"
	"errors"
)

// Sorted returns the nodes dependencies first; of those that could come next, the first
// by name. A cycle is an error that names a node on it. The loops of TF1 are allowed:
// they lead from a NextIteration back to a Merge, and the Merge comes first.
func (g *Graph) Sorted() ([]*Node, error) {
	o := newOrdering(len(g.nodes))
	for _, n := range g.nodes {
		o.waiting[n] = 0
	}
	sorted := o.sort()
	if o.lost != nil {
		return nil, o.lost.dangling()
	}
	return sorted, o.cycle(sorted)
}

// An ordering sorts a set of nodes.
type ordering struct {
	// waiting counts, for each node of the set, the inputs that must come before it.
	waiting map[*Node]int
	readers map[*Node][]*Node
	// lost is the first node, by name, that reads a node outside the set.
	lost *Node
}

func newOrdering(size int) *ordering {
	return &ordering{waiting: make(map[*Node]int, size), readers: make(map[*Node][]*Node, size)}
}

// sort returns the nodes of the set, dependencies first. It leaves out nodes on a cycle,
// and nodes that depend on one. Dependencies outside the set do not count.
func (o *ordering) sort() []*Node {
	var ready byName
	var reads []*Node
	for n := range o.waiting {
		count := 0
		reads = n.appendBefore(reads[:0])
		for _, from := range reads {
			if _, ok := o.waiting[from]; ok {
				o.readers[from] = append(o.readers[from], n)
				count++
			} else {
				o.lost = firstByName(o.lost, n)
			}
		}
		if o.waiting[n] = count; count == 0 {
			ready = append(ready, n)
		}
	}
	heap.Init(&ready)
	sorted := make([]*Node, 0, len(o.waiting))
	for len(ready) > 0 {
		n := heap.Pop(&ready).(*Node)
		sorted = append(sorted, n)
		for _, r := range o.readers[n] {
			if o.waiting[r]--; o.waiting[r] == 0 {
				heap.Push(&ready, r)
			}
		}
	}
	return sorted
}

// cycle returns an error unless all nodes were sorted.
func (o *ordering) cycle(sorted []*Node) error {
	if len(sorted) == len(o.waiting) {
		return nil
	}
	var n *Node
	for waits, count := range o.waiting {
		if count > 0 {
			n = firstByName(n, waits)
		}
	}
	// A walk back from a node that waits meets some node twice. That one is on the cycle;
	// the first may only depend on it.
	for seen := map[*Node]bool{}; !seen[n]; n = o.blocker(n) {
		seen[n] = true
	}
	return &Error{Node: n.Name, Op: n.Op, Err: errors.New("the node depends on itself")}
}

// firstByName returns the node whose name is first; a may be nil.
func firstByName(a, b *Node) *Node {
	if a == nil || b.Name < a.Name {
		return b
	}
	return a
}

// dangling returns the error for a node that reads a node which is not in the graph.
func (n *Node) dangling() error {
	return &Error{Node: n.Name, Op: n.Op, Err: errors.New("an input is not a node of the graph")}
}

// blocker returns a node that n, which waits, waits for, and that waits itself.
func (o *ordering) blocker(n *Node) *Node {
	for _, from := range n.appendBefore(nil) {
		if o.waiting[from] > 0 {
			return from
		}
	}
	return n
}

// appendBefore appends the nodes that n reads or waits for. It leaves out those that a
// Merge reads from the previous iteration of a TF1 loop.
func (n *Node) appendBefore(to []*Node) []*Node {
	if !n.is(merges) {
		return n.appendRead(to)
	}
	for _, in := range n.Inputs {
		if !in.Node.EndsIteration() {
			to = append(to, in.Node)
		}
	}
	return append(to, n.Control...)
}

// EndsIteration reports whether n passes a tensor to the next iteration of a TF1 loop:
// the Merge that reads it comes before it in Sorted.
func (n *Node) EndsIteration() bool {
	return n != nil && n.is(endsIteration)
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
