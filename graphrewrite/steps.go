package graphrewrite

import (
	"maps"
	"slices"
	"strconv"
)

// A stepper puts the steps of a loop into a graph, one after the other.
type stepper struct {
	*plan
	g *Graph
	// shared maps nodes of the step to their one copy, twins those that each step has a
	// copy of to the latest.
	shared, twins map[*Node]*Node
	// prefix begins the names of the step that is being copied, numbers are known of the
	// state before it.
	prefix string
	// names holds the names that the copies had in their functions.
	names   map[*Node]string
	numbers map[int]known
	state   []Output
}

// unroll puts the steps of a loop into a graph, under names such as "while/step_3/Tanh",
// and returns the last state.
func (p *plan) unroll(g *Graph, names map[*Node]string) []Output {
	s := &stepper{plan: p, g: g, names: names, shared: map[*Node]*Node{}, prefix: p.name, state: slices.Clone(p.start)}
	s.copy(s.once, s.shared)
	for k, numbers := range p.states {
		s.prefix, s.numbers = p.name+"/step_"+strconv.Itoa(k), numbers
		s.twins = map[*Node]*Node{}
		s.copy(s.nodes, s.twins)
		next := slices.Clone(s.state)
		for i, o := range p.next {
			if s.live[i] && !s.counted[i] {
				next[i] = s.of(o)
			}
		}
		s.state = next
	}
	s.prefix, s.numbers = p.name, p.last
	last := make([]Output, len(s.state))
	for i := range last {
		if last[i] = s.state[i]; s.live[i] {
			last[i] = s.before(i)
		}
	}
	return last
}

// before returns the state before a step: a constant if it is a known number.
func (s *stepper) before(i int) Output {
	number, ok := s.numbers[i]
	if !s.counted[i] || !ok {
		return s.state[i]
	}
	t := Type{s.args[i].DType(), Shape{}}
	s.state[i] = Scope{s.g, s.prefix}.Op("Const", "state_"+strconv.Itoa(i), t, Attrs{"dtype": t.DType, "value": number.tensor(t.DType)})
	delete(s.numbers, i)
	return s.state[i]
}

// copy adds copies of nodes.
func (s *stepper) copy(nodes []*Node, twins map[*Node]*Node) {
	for _, n := range nodes {
		name := s.g.Unique(s.prefix + "/" + within(s.original, n.Name))
		twin := &Node{Name: name, Op: n.Op, Device: n.Device, Attr: n.Attr, Types: slices.Clone(n.Types)}
		s.g.nodes[name], twins[n] = twin, twin
		s.names[twin] = n.Name
	}
	for _, n := range nodes {
		s.connect(n, twins[n])
	}
}

func (s *stepper) connect(n, twin *Node) {
	for _, in := range n.Inputs {
		twin.Inputs = append(twin.Inputs, s.of(in))
	}
	for _, c := range n.Control {
		if to := s.twin(c); to != nil && s.waits(n) {
			twin.Control = append(twin.Control, to)
		}
	}
	twin.Attr = colocated(twin.Attr, func(name string) *Node { return s.twin(s.step.nodes[name]) })
	if n.is(enters) {
		// Two loops of one frame would run as one.
		twin.Attr = maps.Clone(twin.Attr)
		twin.set(Attrs{"frame_name": s.prefix + "/" + n.Str("frame_name", "")})
	}
}

func (s *stepper) twin(n *Node) *Node {
	if twin := s.twins[n]; twin != nil {
		return twin
	}
	return s.shared[n]
}

// of returns the tensor that is o in the step that is being copied.
func (s *stepper) of(o Output) Output {
	if i, ok := s.place[o]; ok {
		return s.before(i)
	}
	if twin := s.twin(o.Node); twin != nil {
		return twin.Out(o.Index)
	}
	return o
}
