package graphrewrite

import (
	"errors"
	"math"
	"slices"
)

// Thaw copies, into scope s, the network that the outputs need, with nothing frozen. It
// computes what the frozen-aware network computes if nothing is fed, without the nodes
// that compare and select: the mask of each Freezing is known to be true, in the copy and
// in gradients that were emitted since. It is an error if anything but a selection
// depends on a mask or a threshold; the graph is then unchanged.
func Thaw(s Scope, freezings []Freezing, outputs ...Output) (*Copy, error) {
	open := s.Const("pass", Tensor(nil, true))
	never := s.Const("threshold", Tensor(nil, float32(math.Inf(-1))))
	replaced := map[Output]Output{}
	for _, f := range freezings {
		replaced[f.Threshold], replaced[f.Pass] = never, open
	}
	c := NewCopy(s, replaced)
	c.control = true // without it, a check of the target would run the frozen network
	c.Special = func(n *Node, inputs []Output) bool {
		simpler, ok := n.given(inputs, open, never)
		if ok {
			c.Replaced[n.Out(0)] = simpler
		}
		return ok
	}
	err := c.Add(outputs...)
	for _, n := range c.twins {
		if err == nil && (slices.Contains(n.Inputs, open) || slices.Contains(n.Inputs, never)) {
			err = &Error{Pass: "thaw", Node: n.Name, Op: n.Op, Err: errors.New("it depends on what is frozen")}
		}
	}
	if err == nil {
		c.dropBits(outputs)
		return c, nil
	}
	for _, n := range c.twins {
		delete(s.Graph.nodes, n.Name)
	}
	delete(s.Graph.nodes, open.Node.Name)
	delete(s.Graph.nodes, never.Node.Name)
	return nil, err
}

// dropBits removes copies of the way to the bits of a tensor, from which given took the
// way back: what counts the readers of that tensor must not count them.
func (c *Copy) dropBits(outputs []Output) {
	uses := c.scope.Graph.Uses()
	for n, twin := range c.twins {
		if twin.Op == "Bitcast" && len(uses[twin]) == 0 && !slices.Contains(outputs, n.Out(0)) {
			delete(c.scope.Graph.nodes, twin.Name)
			delete(c.twins, n)
			delete(c.Replaced, n.Out(0))
		}
	}
}

// given simplifies n with these inputs, knowing that open is true everywhere and that
// never is less than any number.
func (n *Node) given(inputs []Output, open, never Output) (Output, bool) {
	if n.is(selects) && inputs[0] == open {
		return inputs[1], true
	}
	switch n.Op {
	case "GreaterEqual":
		if inputs[1] == never {
			return open, true
		}
	case "Equal": // asks whether nothing is fed to a threshold
		if inputs[0] == never {
			return open, true
		}
	case "Cast", "PlaceholderWithDefault":
		if inputs[0] == open {
			return open, true
		}
	case "Mul": // of bits, by 1 or 0
		if inputs[1] == open {
			return inputs[0], true
		}
	case "Bitcast": // there and back
		if from := inputs[0].Node; from.Op == "Bitcast" && from.DType("T") == n.DType("type") {
			return from.Inputs[0], true
		}
	}
	return Output{}, false
}
