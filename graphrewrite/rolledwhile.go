package graphrewrite

import (
	"cmp"
	"maps"
)

// rolledWhile reads a loop of TF2, a node that runs its body as long as its condition
// holds:
//
//	last = While(first) {cond=func "f" body=func "g"}
func rolledWhile(g *Graph, n *Node, original string, start []Output, defs OpDefs) (*rolled, error) {
	r := &rolled{node: n, name: n.Name, original: cmp.Or(original, n.Name), step: g.stepGraph(), start: start}
	for _, o := range start {
		r.addArg(o)
	}
	more, err := r.inline("cond", defs)
	if err != nil {
		return nil, err
	}
	r.setAside()
	if r.next, err = r.inline("body", defs); err != nil {
		return nil, err
	}
	if len(more) != 1 || len(r.next) != len(start) {
		return nil, r.fail("its condition gives %d tensors, its body takes %d and gives %d", len(more), len(start), len(r.next))
	}
	r.more = more[0]
	r.retype(func(i int) Type { return n.Out(i).Type() })
	all := make([]int, len(start))
	for i := range all {
		all[i] = i
	}
	r.results = []loopResult{{n, all}}
	return r, nil
}

// inline puts a function of the loop into the step, and returns its results.
func (r *rolled) inline(attr string, defs OpDefs) ([]Output, error) {
	f := r.node.Attr[attr].GetFunc()
	call := Scope{Graph: r.step, Prefix: stepPrefix}.Node("StatefulPartitionedCall", attr, nil, nil, r.args...)
	call.Attr = attributes{"f": r.node.Attr[attr]}
	maps.Copy(call.Attr, f.GetAttr())
	if f == nil {
		return nil, r.fail("it has no function %s", attr)
	}
	if _, err := Inline(r.step, defs, call); err != nil {
		return nil, r.fail("%w", err)
	}
	results := call.Inputs
	delete(r.step.nodes, call.Name)
	return results, nil
}

// asidePrefix begins the names of the nodes of the condition.
const asidePrefix = stepPrefix + "/condition/"

// setAside renames the nodes of the condition: those of the body keep their names, which
// steps get, and the two often share some.
func (r *rolled) setAside() {
	arg := map[*Node]bool{}
	for _, o := range r.args {
		arg[o.Node] = true
	}
	for _, name := range r.step.Names() {
		n := r.step.nodes[name]
		if arg[n] {
			continue
		}
		delete(r.step.nodes, name)
		n.Name = r.step.Unique(asidePrefix + name)
		n.Attr = colocated(n.Attr, func(string) *Node { return nil })
		r.step.nodes[n.Name] = n
	}
}
