package graphrewrite

import (
	"cmp"
	"slices"
	"strings"
)

// A frameReader takes one step of a loop of TF1 out of the graph.
type frameReader struct {
	*rolled
	l  *loopFrame
	of map[*Node]*loopFrame
	// names holds the names that nodes had before a loop around this one was unrolled.
	names map[*Node]string
	// place maps the tensors by which the loop hands its state on to the index of the
	// state.
	place map[Output]int
	twins map[*Node]*Node
	// merges and ends are the nodes that begin and end a step, for each tensor that it
	// changes.
	merges, ends []*Node
	cond         *Node
}

// rolledFrame reads a loop of TF1 that is in no other.
func rolledFrame(g *Graph, l *loopFrame, of map[*Node]*loopFrame, names map[*Node]string, resolve func(Output) Output) (*rolled, error) {
	f := &frameReader{
		rolled: &rolled{node: l.nodes[0], step: g.stepGraph(), frame: l.nodes, inner: map[*Node]bool{}},
		l:      l, of: of, names: names, place: map[Output]int{}, twins: map[*Node]*Node{},
	}
	for _, read := range []func() error{f.findCondition, func() error { return f.findState(resolve) }, f.findSwitches, f.copy, f.findExits} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	return f.rolled, nil
}

// own lists the nodes of the loop, without those of loops within it, that have a trait.
func (f *frameReader) own(t trait) []*Node {
	return slices.DeleteFunc(slices.Clone(f.l.nodes), func(n *Node) bool { return f.of[n] != f.l || !n.is(t) })
}

func (f *frameReader) findCondition() error {
	for _, n := range f.l.nodes {
		if n.Op != "LoopCond" || f.of[n] != f.l {
			continue
		}
		if f.cond != nil || len(n.Inputs) != 1 {
			return f.fail("the loop has no condition of its own")
		}
		f.cond, f.node = n, n
	}
	if f.cond == nil {
		return f.fail("the loop has no condition")
	}
	f.name = loopName(f.cond.Name)
	f.original = loopName(cmp.Or(f.names[f.cond], f.cond.Name))
	return nil
}

func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return "", s, false
	}
	return s[:i], s[i+len(sep):], true
}

// findState finds the tensors that a step hands on to the next, and those that every
// step reads.
func (f *frameReader) findState(resolve func(Output) Output) error {
	entered := map[*Node]bool{}
	add := func(enter *Node, tensor Output) {
		entered[enter] = true
		f.place[tensor] = len(f.start)
		start := resolve(enter.Inputs[0])
		f.start = append(f.start, start)
		f.addArg(start)
	}
	for _, m := range f.own(merges) {
		if len(m.Inputs) != 2 || !m.Inputs[0].Node.is(enters) || !m.Inputs[1].Node.EndsIteration() {
			continue
		}
		enter, end := m.Inputs[0].Node, m.Inputs[1].Node
		if len(enter.Inputs) != 1 || len(end.Inputs) != 1 || f.of[end] != f.l || entered[enter] {
			return f.fail("%q is not the state of a loop", m.Name)
		}
		add(enter, m.Out(0))
		f.merges, f.ends = append(f.merges, m), append(f.ends, end)
	}
	for _, e := range f.own(enters) {
		if len(e.Inputs) != 1 {
			return f.fail("%q enters with %d tensors", e.Name, len(e.Inputs))
		}
		if !entered[e] {
			add(e, e.Out(0))
		}
	}
	return nil
}

// findSwitches finds where the loop turns to the next step or leaves.
func (f *frameReader) findSwitches() error {
	for _, s := range f.own(switches) {
		if len(s.Inputs) != 2 || origin(s.Inputs[1]) != f.cond.Out(0) {
			continue
		}
		i, ok := f.place[origin(s.Inputs[0])]
		if !ok || i >= len(f.ends) {
			return f.fail("%q switches what is not the state of the loop", s.Name)
		}
		f.place[s.Out(1)] = i
	}
	return nil
}

// findExits finds the tensors that the loop gives in the end.
func (f *frameReader) findExits() error {
	for _, e := range f.l.exits {
		if len(e.Inputs) != 1 {
			return f.fail("%q gives %d tensors", e.Name, len(e.Inputs))
		}
		s := origin(e.Inputs[0])
		i, ok := f.place[s.Node.Out(1)]
		if !s.Node.is(switches) || s.Index != 0 || !ok {
			return f.fail("%q does not give the state of the loop", e.Name)
		}
		f.results = append(f.results, loopResult{e, []int{i}})
	}
	return nil
}

// copy puts the nodes of a step into its graph, those of loops within included.
func (f *frameReader) copy() error {
	for _, n := range f.l.nodes {
		if f.copies(n) {
			twin := &Node{Name: f.unstepped(n), Op: n.Op, Device: n.Device, Attr: n.Attr, Types: slices.Clone(n.Types)}
			f.step.nodes[twin.Name], f.twins[n], f.inner[twin] = twin, twin, f.of[n] != f.l
		}
	}
	for _, n := range f.l.nodes {
		twin := f.twins[n]
		if twin == nil {
			continue
		}
		for _, in := range n.Inputs {
			o, err := f.read(n, in)
			if err != nil {
				return err
			}
			twin.Inputs = append(twin.Inputs, o)
		}
		for _, c := range n.Control {
			if f.twins[c] != nil && f.waits(twin) {
				twin.Control = append(twin.Control, f.twins[c])
			}
		}
	}
	return f.connect()
}

// unstepped returns the name that a node had before a loop around was unrolled.
func (f *frameReader) unstepped(n *Node) string {
	if name := f.names[n]; name != "" {
		return f.step.Unique(name)
	}
	return f.step.Unique(n.Name)
}

// copies reports whether a step computes the node, rather than handing on the state.
func (f *frameReader) copies(n *Node) bool {
	if f.of[n] != f.l {
		return true
	}
	_, state := f.place[n.Out(0)]
	_, turns := f.place[n.Out(1)]
	return !state && !(turns && n.is(switches)) && !n.is(enters|endsIteration) && n != f.cond
}

func (f *frameReader) read(n *Node, o Output) (Output, error) {
	if i, ok := f.place[o]; ok {
		return f.args[i], nil
	}
	if o == f.cond.Out(0) {
		return f.read(n, f.cond.Inputs[0])
	}
	if twin := f.twins[o.Node]; twin != nil {
		return twin.Out(o.Index), nil
	}
	return Output{}, f.fail("%q reads %q, which is not part of a step", n.Name, o)
}

func (f *frameReader) connect() (err error) {
	if f.more, err = f.read(f.cond, f.cond.Inputs[0]); err != nil {
		return err
	}
	f.next = slices.Clone(f.args)
	for i, end := range f.ends {
		if f.next[i], err = f.read(end, end.Inputs[0]); err != nil {
			return err
		}
	}
	f.retype(func(i int) Type { return f.merges[i].Out(0).Type() })
	return nil
}
