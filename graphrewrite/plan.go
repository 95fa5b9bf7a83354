package graphrewrite

import "slices"

// A plan says what the steps of a loop compute.
type plan struct {
	*rolled
	run
	defs OpDefs
	// place holds the index of each tensor of args.
	place map[Output]int
	// live marks the state that something reads, counted the state that is a known
	// number after each step.
	live, counted []bool
	// nodes are those that each step computes, dependencies first; once are those that
	// are the same in each step.
	nodes, once []*Node
}

// plan finds what each step computes, for the state that is read after the loop.
func (r *rolled) plan(all run, read []bool, defs OpDefs) (*plan, error) {
	p := &plan{rolled: r, run: all, defs: defs, live: slices.Clone(read), place: map[Output]int{}, counted: make([]bool, len(r.args))}
	for i, arg := range r.args {
		p.place[arg] = i
		p.counted[i] = !r.keeps(i) && all.counts(i) && holds(arg.DType())
	}
	needed := p.findLive()
	sorted, err := r.step.Sorted()
	if err != nil {
		return nil, r.fail("%w", err)
	}
	same, readOnly := map[*Node]bool{}, !slices.ContainsFunc(sorted, p.writes)
	for i, arg := range r.args {
		same[arg.Node] = r.keeps(i)
	}
	for _, n := range sorted {
		if _, arg := p.place[n.Out(0)]; arg || !needed[n] {
			continue
		}
		if same[n] = p.isSame(n, same, readOnly); same[n] {
			p.once = append(p.once, n)
		} else {
			p.nodes = append(p.nodes, n)
		}
	}
	return p, nil
}

// findLive marks the state that live state is computed from, and returns the nodes that
// compute it.
func (p *plan) findLive() map[*Node]bool {
	needed := map[*Node]bool{}
	for grown := true; grown; {
		grown = false
		var roots []*Node
		for i, live := range p.live {
			if live && !p.counted[i] {
				roots = append(roots, p.next[i].Node)
			}
		}
		walkBack(needed, roots, func(*Node) {})
		for i, arg := range p.args {
			if !p.live[i] && needed[arg.Node] {
				p.live[i], grown = true, true
			}
		}
	}
	return needed
}

// isSame reports whether a node gives the same in each step: it reads nothing that steps
// change, and is not random.
func (p *plan) isSame(n *Node, same map[*Node]bool, readOnly bool) bool {
	if !p.waits(n) {
		return true
	}
	if p.inner[n] || slices.ContainsFunc(n.appendRead(nil), func(from *Node) bool { return !same[from] }) {
		return false
	}
	def := p.defs(n.Op)
	if def == nil || n.is(enters|exits|merges|switches|endsIteration) || n.Op == "LoopCond" {
		return false
	}
	return !def.GetIsStateful() || readOnly && n.Op == "ReadVariableOp"
}

// readers are ops that have a state, or read one, and change no variable.
var readers = []string{"Assert", "Print", "PrintV2", "ReadVariableOp", "ResourceGather", "ResourceGatherNd", "VarHandleOp"}

// writes reports whether a node may change a variable.
func (p *plan) writes(n *Node) bool {
	def := p.defs(n.Op)
	return def == nil || def.GetIsStateful() && !slices.Contains(readers, n.Op) && !Draws(n.Op) && !n.usesArray()
}

// The bounds of what unrolling may add to a graph: methods add several nodes for each of
// its nodes, and keep what each computes.
const (
	maxUnrolledNodes = 1 << 17
	maxUnrolledBytes = 1 << 32
)

// A room counts what unrolling has added to a graph.
type room struct{ nodes, bytes int64 }

// take refuses steps for which there is no room.
func (r *room) take(p *plan) error {
	steps := int64(len(p.states))
	nodes, bytes := steps*int64(len(p.nodes)), steps*p.bytes()
	if r.nodes+nodes <= maxUnrolledNodes && r.bytes+bytes <= maxUnrolledBytes {
		r.nodes, r.bytes = r.nodes+nodes, r.bytes+bytes
		return nil
	}
	return p.fail("unrolled, the %d steps of the loop are %d nodes and need about %d MiB for one input: all loops of a model may have %d nodes and %d MiB",
		steps, nodes, bytes>>20, maxUnrolledNodes, maxUnrolledBytes>>20)
}

// bytes estimates the memory of what a step computes for one input: a dimension that is
// not known counts as 1.
func (p *plan) bytes() (sum int64) {
	for _, n := range p.nodes {
		for _, t := range n.Types {
			size := int64(4)
			for _, d := range t.Shape {
				if d > 1 {
					size = min(size*min(d, maxUnrolledBytes), maxUnrolledBytes)
				}
			}
			sum += size
		}
	}
	return sum
}
