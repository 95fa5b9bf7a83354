package graphrewrite

import (
	"cmp"
	"errors"
	"slices"
)

// An Unrolling says which loops Unroll unrolls.
type Unrolling struct {
	// Root is the explained node, and Given its input: only what Root needs once the
	// input is given, and what depends on the input, is unrolled.
	Root  *Node
	Given Output
	// Keep lists nodes that stay in the graph, such as those that signatures name.
	Keep []*Node
	Defs OpDefs
	// Infer notes the types of all nodes of a graph.
	Infer func(*Graph) error
}

// An Unrolled is a loop that Unroll replaced by its steps.
type Unrolled struct {
	Loop  string
	Steps int
}

// Unroll replaces loops by their steps, one after the other, if constants and static
// shapes decide how often they run. The nodes of a step have its number in their names:
//
//	i, h = While(0, x) {cond=i < 2 body=i + 1, Tanh(h)}   ->   step_0/Tanh = Tanh(x)
//	                                                           step_1/Tanh = Tanh(step_0/Tanh)
//
// The lists that steps hand on, TensorLists of TF2 and TensorArrays of TF1, become plain
// tensors, and conditions that the number of a step decides become the branch that is
// taken. The types of the graph must be known. Unroll returns the loops that it unrolled,
// and an error for each loop and each read of a list that stays and that depends on the
// values of the input.
func Unroll(g *Graph, u Unrolling) (unrolled []Unrolled, stay []error, err error) {
	s := &unroller{Unrolling: u, g: g, names: map[*Node]string{}, kept: map[*Node]bool{u.Root: true, u.Given.Node: true}}
	for _, n := range u.Keep {
		s.kept[n] = true
	}
	for rounds := range maxDepth {
		if err := s.round(); err != nil {
			return nil, nil, err
		}
		if !s.changed {
			if rounds > 0 {
				s.sweep()
			}
			return s.unrolled, s.stay, nil
		}
		if err := s.settle(); err != nil {
			return nil, nil, err
		}
	}
	return nil, nil, errors.New("loops need each other's results more than 100 times over")
}

type unroller struct {
	Unrolling
	g    *Graph
	room room
	// kept marks the nodes that must stay in the graph.
	kept map[*Node]bool
	// needed are the nodes that the root needs once the input is given; depends marks
	// those that depend on the input, varies those that depend on its values.
	needed, depends, varies map[*Node]bool
	sorted                  []*Node
	uses                    map[*Node][]Use
	// replaced maps the results of loops that were unrolled to the last state.
	replaced map[Output]Output
	// names holds the names that nodes of steps had in their functions.
	names map[*Node]string
	// gone are the nodes of TF2 loops that were unrolled.
	gone     []*Node
	changed  bool
	unrolled []Unrolled
	stay     []error
}

// round unrolls the loops that do not need the results of others first, and replaces the
// lists that it can.
func (u *unroller) round() error {
	if err := u.look(); err != nil {
		return err
	}
	u.changed, u.stay, u.gone, u.replaced = false, nil, nil, map[Output]Output{}
	loops, err := u.find()
	if err != nil {
		return err
	}
	k := newKnower()
	for _, l := range loops {
		if err := u.unroll(l, k); err != nil && u.counts(l) {
			u.stay = append(u.stay, err)
		}
	}
	u.redirect()
	if err := u.look(); err != nil {
		return err
	}
	u.lists()
	return nil
}

// look finds out what the root needs, and what depends on the input.
func (u *unroller) look() (err error) {
	if u.sorted, err = u.g.Sorted(); err != nil {
		return err
	}
	u.uses = u.g.Uses()
	u.needed = Inference{Root: u.Root, Given: u.Given}.needed()
	u.depends = u.below(func(*Node) bool { return true })
	u.varies = u.below(func(n *Node) bool { return !n.is(shapeOnly) })
	return nil
}

// below returns the nodes that read the input, directly or through nodes that hold.
func (u *unroller) below(holds func(*Node) bool) map[*Node]bool {
	found := map[*Node]bool{u.Given.Node: true}
	for todo := []*Node{u.Given.Node}; len(todo) > 0; {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, use := range u.uses[n] {
			if !found[use.Node] && holds(use.Node) {
				found[use.Node] = true
				todo = append(todo, use.Node)
			}
		}
	}
	return found
}

// find lists the loops that the root needs and that depend on the input, dependencies
// first. Those within others come when these are unrolled.
func (u *unroller) find() ([]foundLoop, error) {
	of, err := u.frames()
	var found []foundLoop
	seen := map[*loopFrame]bool{}
	for _, n := range u.sorted {
		if err != nil || !u.needed[n] || !u.depends[n] || of[n] != nil {
			continue
		}
		if n.is(whiles) {
			found = append(found, foundLoop{nodes: []*Node{n}})
		}
		if n.is(exits) {
			l := of[n.Inputs[0].Node]
			if !seen[l] {
				found = append(found, foundLoop{nodes: l.exits, frame: l, of: of})
			}
			seen[l] = true
		}
	}
	return found, err
}

// frames finds the loops of TF1 that the nodes are in, if the root needs such a loop.
func (u *unroller) frames() (map[*Node]*loopFrame, error) {
	if !slices.ContainsFunc(u.sorted, func(n *Node) bool { return n.is(exits) && u.needed[n] && u.depends[n] }) {
		return nil, nil
	}
	_, of, err := frames(u.sorted)
	return of, err
}

// A foundLoop is a loop of the graph: one of TF2, or one of TF1, which has a frame.
type foundLoop struct {
	// nodes give its results.
	nodes []*Node
	frame *loopFrame
	of    map[*Node]*loopFrame
}

// counts reports whether the values of the input decide those of a loop.
func (u *unroller) counts(l foundLoop) bool {
	return slices.ContainsFunc(l.nodes, func(n *Node) bool { return u.needed[n] && u.varies[n] })
}

func (u *unroller) roll(l foundLoop) (*rolled, error) {
	if l.frame != nil {
		return rolledFrame(u.g, l.frame, l.of, u.names, u.resolve)
	}
	n := l.nodes[0]
	start := make([]Output, len(n.Inputs))
	for i, in := range n.Inputs {
		start[i] = u.resolve(in)
	}
	return rolledWhile(u.g, n, u.names[n], start, u.Defs)
}

// unroll replaces a loop by its steps.
func (u *unroller) unroll(l foundLoop, k *knower) error {
	r, err := u.roll(l)
	if err != nil {
		return err
	}
	if err := u.Infer(r.step); err != nil {
		return r.fail("%w", err)
	}
	all, err := r.trips(k, u.Defs)
	if err != nil {
		return err
	}
	p, err := r.plan(all, u.read(r), u.Defs)
	if err != nil {
		return err
	}
	if err := u.room.take(p); err != nil {
		return err
	}
	u.replace(r, p.unroll(u.g, u.names))
	u.unrolled = append(u.unrolled, Unrolled{r.name, len(all.states)})
	u.changed = true
	return nil
}

// read marks the state that something reads after the loop.
func (u *unroller) read(r *rolled) []bool {
	read := make([]bool, len(r.args))
	for _, result := range r.results {
		for at, i := range result.states {
			read[i] = read[i] || u.kept[result.node] || slices.ContainsFunc(u.uses[result.node], func(use Use) bool {
				return use.Node.Inputs[use.Input] == result.node.Out(at)
			})
		}
	}
	return read
}

// replace puts the last state in place of the results of a loop.
func (u *unroller) replace(r *rolled, last []Output) {
	for _, result := range r.results {
		n := result.node
		if r.frame != nil {
			n.become("Identity", Attrs{"T": last[result.states[0]].DType()}, []Output{last[result.states[0]]})
			continue
		}
		for i, o := range last {
			u.replaced[n.Out(i)] = o
		}
		u.gone = append(u.gone, n)
	}
	for _, n := range r.frame {
		if !u.kept[n] {
			delete(u.g.nodes, n.Name)
		}
	}
}

// resolve returns the tensor that is in place of o.
func (u *unroller) resolve(o Output) Output {
	for {
		r, ok := u.replaced[o]
		if !ok {
			return o
		}
		o = r
	}
}

// redirect gives the readers of loops that were unrolled the last state instead. A loop
// that must stay becomes an IdentityN of it, and one that something waits for a NoOp.
func (u *unroller) redirect() {
	waited := map[*Node]bool{}
	for _, n := range u.g.nodes {
		for i, in := range n.Inputs {
			n.Inputs[i] = u.resolve(in)
		}
		for _, c := range n.Control {
			waited[c] = true
		}
	}
	for _, n := range u.gone {
		switch {
		case u.kept[n]:
			u.handOn(n)
		case waited[n]:
			u.wait(n)
		default:
			delete(u.g.nodes, n.Name)
		}
	}
}

// handOn makes a loop an IdentityN of the last state.
func (u *unroller) handOn(n *Node) {
	var types []DataType
	last := make([]Output, len(n.Inputs))
	for i := range last {
		last[i] = u.resolve(n.Out(i))
		types = append(types, cmp.Or(n.Out(i).DType(), last[i].DType()))
	}
	n.Op, n.Inputs, n.Attr = "IdentityN", last, nil
	n.set(Attrs{"T": types})
}

// wait makes a loop a NoOp that waits for the last state, lists apart.
func (u *unroller) wait(n *Node) {
	waits := map[*Node]bool{}
	for i := range n.Inputs {
		if o := u.resolve(n.Out(i)); !standsForList(o) && !waits[o.Node] {
			n.Control, waits[o.Node] = append(n.Control, o.Node), true
		}
	}
	n.Op, n.Inputs, n.Attr, n.Types = "NoOp", nil, nil, []Type{}
}

// lists replaces what reads lists, as far as it can.
func (u *unroller) lists() {
	l := newLister(u.g, u.uses)
	loops := len(u.stay) > 0
	for _, n := range u.sorted {
		read, ok := listReadOf(n)
		if !ok || !u.needed[n] || !u.depends[n] || n.Op == "TensorListPopBack" && !u.reads(n.Out(1)) {
			continue
		}
		err := l.read(n, read)
		switch {
		case err == nil:
			u.changed = true
		case u.varies[n] && !loops:
			u.stay = append(u.stay, err)
		}
	}
	u.replaced = l.replaced
	u.gone = nil
	u.redirect()
}

// reads reports whether a node reads a tensor.
func (u *unroller) reads(o Output) bool {
	return slices.ContainsFunc(u.uses[o.Node], func(use Use) bool { return use.Node.Inputs[use.Input] == o })
}

// settle makes constants of the integers and booleans that the numbers of the steps
// decide, chooses the branches that these decide, and notes the types of what is new.
func (u *unroller) settle() error {
	k, made := newKnower(), map[Output]Output{}
	for _, n := range u.sorted {
		if !u.needed[n] || u.g.nodes[n.Name] != n {
			continue
		}
		for i, in := range n.Inputs {
			n.Inputs[i] = u.constant(k, made, in)
		}
	}
	if _, err := FoldSwitches(u.g); err != nil {
		return err
	}
	i := newInliner(u.g, u.Defs)
	i.original = u.names
	if _, err := i.foldBranches([]*Node{u.Root}); err != nil {
		return err
	}
	return u.Infer(u.g)
}

// maxSettled bounds the elements of the constants that settle makes.
const maxSettled = 64

// constant returns a constant in place of a tensor, if it is known.
func (u *unroller) constant(k *knower, made map[Output]Output, o Output) Output {
	t := o.DType()
	if !slices.Contains([]DataType{Int32, Int64, Bool}, t) || origin(o).Node.Op == "Const" || o.Node.is(enters|exits|merges|switches) {
		return o
	}
	c, done := made[o]
	if done {
		return c
	}
	v := k.of(o)
	if !v.all() || len(v.values) > maxSettled {
		return o
	}
	made[o] = Scope{u.g, o.Node.Name}.Op("Const", "decided", Type{t, v.shape}, Attrs{"dtype": t, "value": v.tensor(t)})
	return made[o]
}
