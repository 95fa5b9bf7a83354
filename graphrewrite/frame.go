package graphrewrite

import "errors"

// A loopFrame is a loop of TF1: its nodes run once in each step.
//
//	e = Enter(first)            m = Merge(e, n)
//	c = LoopCond(Less(m, 3))    s = Switch(m, c)
//	last = Exit(s)              n = NextIteration(Tanh(s:1))
type loopFrame struct {
	name string
	// parent is the loop around it, if there is one.
	parent *loopFrame
	// nodes are those of its steps, those of loops within them included.
	nodes []*Node
	// exits give tensors after the last step.
	exits []*Node
}

// frames finds the loops of TF1, and the innermost loop of each node in one. The nodes
// must be sorted.
func frames(sorted []*Node) ([]*loopFrame, map[*Node]*loopFrame, error) {
	f := frameFinder{of: map[*Node]*loopFrame{}, inner: map[*loopFrame]map[string]*loopFrame{}}
	for _, n := range sorted {
		if err := f.visit(n); err != nil {
			return nil, nil, &Error{Node: n.Name, Op: n.Op, Err: err}
		}
	}
	return f.found, f.of, nil
}

type frameFinder struct {
	of    map[*Node]*loopFrame
	inner map[*loopFrame]map[string]*loopFrame
	found []*loopFrame
}

func (f *frameFinder) visit(n *Node) error {
	in, err := f.around(n)
	switch {
	case err != nil:
		return err
	case n.is(enters):
		in = f.enter(in, n.Str("frame_name", ""))
	case n.is(exits):
		if in == nil {
			return errors.New("it is in no loop")
		}
		in.exits = append(in.exits, n)
		in = in.parent
	}
	if f.of[n] = in; in == nil {
		return nil
	}
	for depth := 0; in != nil; in, depth = in.parent, depth+1 {
		if depth > maxDepth {
			return errors.New("loops nest too deep")
		}
		in.nodes = append(in.nodes, n)
	}
	return nil
}

// around returns the innermost of the loops that a node reads from.
func (f *frameFinder) around(n *Node) (*loopFrame, error) {
	var in *loopFrame
	for _, from := range n.appendBefore(nil) {
		at := f.of[from]
		switch {
		case at == nil || at == in || at.encloses(in):
		case in == nil || in.encloses(at):
			in = at
		default:
			return nil, errors.New("it reads from two loops")
		}
	}
	return in, nil
}

// encloses reports whether a loop is around another.
func (l *loopFrame) encloses(other *loopFrame) bool {
	for ; other != nil; other = other.parent {
		if other == l {
			return true
		}
	}
	return false
}

func (f *frameFinder) enter(around *loopFrame, name string) *loopFrame {
	if f.inner[around] == nil {
		f.inner[around] = map[string]*loopFrame{}
	}
	l := f.inner[around][name]
	if l == nil {
		l = &loopFrame{name: name, parent: around}
		f.inner[around][name] = l
		f.found = append(f.found, l)
	}
	return l
}
