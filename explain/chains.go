package explain

import (
	"fmt"
	"slices"
	"strings"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/kernels"
)

// chainOp is an op of ours, of package internal/tensorflow.
const chainOp = "TfreezeChain"

// chainFrom is from how many elements of an image on a chain is worth a call.
const chainFrom = 1 << 16

// join has ops of ours compute what several ops of all networks computed.
func (e *Explainer) join() error {
	var scores []*gr.Node
	for _, n := range e.used() {
		scores = append(scores, n.logits.Node)
	}
	forward := gr.Ancestors(scores...)
	if !isJoinable(forward) {
		return nil
	}
	types, err := e.inferred()
	if err != nil {
		return err
	}
	fed := []*gr.Node{e.input.Node}
	for name := range e.given {
		if o, err := e.graph.Output(name); err == nil {
			fed = append(fed, o.Node)
		}
	}
	gateDepthwise(e.graph, e.threads, types)
	joinChains(e.graph, e.threads, forward, fed, types)
	return nil
}

// isJoinable reports whether a forward pass has a depthwise convolution, or elementwise ops that
// follow each other. Others have little to join, and asking for their types takes longer.
func isJoinable(forward map[*gr.Node]bool) bool {
	for n := range forward {
		if n.Op == "DepthwiseConv2dNative" || elementwise[n.Op] != "" && slices.ContainsFunc(n.Inputs, func(in gr.Output) bool { return elementwise[in.Node.Op] != "" }) {
			return true
		}
	}
	return false
}

// joinChains has elementwise ops that follow each other computed together: what is in between
// goes to no memory.
//
//	Relu6(AddV2(Mul(x, scale), shift))  =  TfreezeChain(x, scale, shift) {steps="in:0 mul:1 add:2 relu6"}
//
// Each op rounds as before, so that the bits stay. What was in between stays in the graph, for
// those who fetch it. forward holds what the scores need: who else reads a tensor of that,
// such as a rule for another method, has it computed for itself.
// fed are the nodes whose results are fed, which stay alone.
func joinChains(g *gr.Graph, threads int, forward map[*gr.Node]bool, fed []*gr.Node, types func(*gr.Node) []gr.Type) {
	c := chains{forward: forward, types: types, uses: g.Uses(), kinds: map[*gr.Node]bool{}, within: map[*gr.Node]*gr.Node{}}
	for _, n := range fed {
		c.kinds[n] = false
	}
	joined := map[*gr.Node]*gr.Node{}
	for _, name := range g.Names() {
		if n := g.Node(name); c.joins(n) {
			if t := c.chainOf(n); t.nodes > 1 {
				attrs := gr.Attrs{"N": len(t.inputs), "steps": strings.Join(t.steps, " "), "threads": threads}
				joined[n] = gr.Scope{Graph: g, Prefix: name}.Node(chainOp, "chain", n.Types, attrs, t.inputs...)
			}
		}
	}
	c.passShapes(g)
	for n, chain := range joined {
		g.Become(n, chain)
	}
}

// chains finds what may be joined.
type chains struct {
	forward map[*gr.Node]bool
	types   func(*gr.Node) []gr.Type
	uses    map[*gr.Node][]gr.Use
	kinds   map[*gr.Node]bool
	// within maps the nodes inside chains to those that read them there.
	within map[*gr.Node]*gr.Node
}

// passShapes has a shape that a chain keeps to itself read where it is the same: at the chain's
// end, or else before it.
func (c *chains) passShapes(g *gr.Graph) {
	for _, name := range g.Names() {
		if n := g.Node(name); n.Op == "Shape" && c.within[n.Inputs[0].Node] != nil {
			if o := c.sameShape(n.Inputs[0]); c.within[o.Node] == nil {
				n.Inputs[0] = o
			}
		}
	}
}

// sameShape follows a tensor through ops that leave its shape, to the end of a chain or else to
// its beginning.
func (c *chains) sameShape(o gr.Output) gr.Output {
	end := o
	for n := c.within[end.Node]; n != nil && c.onlyWhole(n) == end; n = c.within[end.Node] {
		end = n.Out(0)
	}
	if c.within[end.Node] == nil {
		return end
	}
	for c.within[o.Node] != nil && !c.onlyWhole(o.Node).IsZero() {
		o = c.onlyWhole(o.Node)
	}
	return o
}

// onlyWhole is the input of the shape of a node's result, if there is one alone. It is zero if
// the node joins no chain.
func (c *chains) onlyWhole(n *gr.Node) (whole gr.Output) {
	if !c.joins(n) {
		return gr.Output{}
	}
	shape, _ := c.shape(n.Out(0))
	for _, in := range n.Inputs {
		if s, _ := c.shape(in); slices.Equal(s, shape) {
			if !whole.IsZero() {
				return gr.Output{}
			}
			whole = in
		}
	}
	return whole
}

// elementwise are the ops of a chain; the value is the step's name.
var elementwise = map[string]string{"Mul": "mul", "Add": "add", "AddV2": "add", "AddN": "add", "Relu": "relu", "Relu6": "relu6", "ReluGrad": "gate", "Relu6Grad": "gate6"}

// joins reports whether a node is an op of a chain on images of known size. All its inputs
// have the shape of its result, or are rows that repeat.
func (c *chains) joins(n *gr.Node) bool {
	known, ok := c.kinds[n]
	if !ok {
		known = elementwise[n.Op] != "" && len(n.Control) == 0 && c.fits(n)
		c.kinds[n] = known
	}
	return known
}

func (c *chains) fits(n *gr.Node) bool {
	shape, ok := c.shape(n.Out(0))
	if !ok || len(shape) < 2 || !shape[1:].Static() || shape[1:].Elements() < chainFrom || len(n.Inputs) > kernels.MaxChainInputs/2 {
		return false
	}
	whole := 0
	for _, in := range n.Inputs {
		s, ok := c.shape(in)
		switch {
		case ok && slices.Equal(s, shape):
			whole++
		case !ok || elementwise[n.Op] != "mul" && elementwise[n.Op] != "add" || !repeats(s, shape):
			return false
		}
	}
	return whole > 0 && (n.Op != "AddN" || whole == len(n.Inputs))
}

// repeats reports whether a tensor's elements, one after the other, are repeated where it is
// broadcast to a shape: its own is the end of that, behind ones.
func repeats(s, to gr.Shape) bool {
	for len(s) > 0 && s[0] == 1 {
		s = s[1:]
	}
	return len(s) < len(to) && s.Static() && slices.Equal(s, to[len(to)-len(s):])
}

// shape is that of a float32 tensor.
func (c *chains) shape(o gr.Output) (gr.Shape, bool) {
	t := c.types(o.Node)
	if o.Index >= len(t) || t[o.Index].DType != gr.Float || t[o.Index].Shape == nil {
		return nil, false
	}
	return t[o.Index].Shape, true
}

// A chain is the steps of several nodes.
type chain struct {
	steps  []string
	inputs []gr.Output
	nodes  int
}

// chainOf joins a node with those before it that nothing else reads.
func (c *chains) chainOf(n *gr.Node) *chain {
	t := &chain{}
	c.add(t, n, 0)
	return t
}

// add writes the steps of a node, on a stack of some depth.
func (c *chains) add(t *chain, n *gr.Node, depth int) {
	t.nodes++
	inputs, op := c.longestFirst(n), elementwise[n.Op]
	c.value(t, n, inputs[0], depth)
	for _, in := range inputs[1:] {
		if op == "add" && c.absorbs(t, n, in, depth+1) {
			c.within[in.Node] = n
			c.add(t, in.Node, depth+1)
			t.steps = append(t.steps, "add")
			continue
		}
		t.steps = append(t.steps, t.with(op, in))
	}
	if len(inputs) == 1 {
		t.steps = append(t.steps, op)
	}
}

// longestFirst puts an input that is joined before those that are not. A gate is no such input.
func (c *chains) longestFirst(n *gr.Node) []gr.Output {
	inputs := slices.Clone(n.Inputs)
	if op := elementwise[n.Op]; op == "mul" || op == "add" {
		slices.SortStableFunc(inputs, func(a, b gr.Output) int { return c.rank(n, a) - c.rank(n, b) })
	}
	return inputs
}

// rank is 0 for what is joined, 1 for images, and 2 for rows.
func (c *chains) rank(n *gr.Node, in gr.Output) int {
	shape, _ := c.shape(in)
	whole, _ := c.shape(n.Out(0))
	switch {
	case c.joins(in.Node) && c.alone(in.Node, n):
		return 0
	case slices.Equal(shape, whole):
		return 1
	}
	return 2
}

// value puts a tensor on the stack.
func (c *chains) value(t *chain, n *gr.Node, in gr.Output, depth int) {
	if c.absorbs(t, n, in, depth) {
		c.within[in.Node] = n
		c.add(t, in.Node, depth)
		return
	}
	t.steps = append(t.steps, t.with("in", in))
}

// chainNodes is how many nodes a chain may have.
const chainNodes = 6

// absorbs reports whether what makes an input of n becomes a part of n's chain.
func (c *chains) absorbs(t *chain, n *gr.Node, in gr.Output, depth int) bool {
	return c.joins(in.Node) && c.alone(in.Node, n) && depth < kernels.MaxChainDepth-1 && t.nodes < chainNodes
}

// alone reports whether a node reads another, and no other node does.
func (c *chains) alone(read, n *gr.Node) bool {
	for _, u := range c.uses[read] {
		if u.Node != n && (c.forward[u.Node] || !c.forward[read]) {
			return false
		}
	}
	return true
}

// with is the word of a step with an input.
func (t *chain) with(op string, in gr.Output) string {
	at := slices.Index(t.inputs, in)
	if at < 0 {
		at = len(t.inputs)
		t.inputs = append(t.inputs, in)
	}
	return fmt.Sprintf("%s:%d", op, at)
}
