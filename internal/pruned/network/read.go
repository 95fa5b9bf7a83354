package network

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	gr "tfreeze/graphrewrite"
)

// A Source tells what the graph alone does not.
type Source interface {
	// Shape of a tensor for one image, its batch 1; nil if it is not known.
	Shape(gr.Output) []int64
	// Floats are the elements of a tensor that does not depend on the input.
	Floats(gr.Output) ([]float32, error)
	// Ints is Floats for integers.
	Ints(gr.Output) ([]int64, error)
}

// MaxElements bounds the elements of one image's tensor, and of a kernel: rows and
// weights are numbered in 31 bits.
const MaxElements = 1 << 30

// Constants are the tensors that nodes between input and score read and that do not depend
// on the input: what a Source may be asked for.
func Constants(g *gr.Graph, input, score gr.Output) ([]gr.Output, error) {
	between, err := g.Between(input, score)
	if err != nil {
		return nil, err
	}
	seen := map[gr.Output]bool{}
	varies := map[*gr.Node]bool{}
	for _, n := range between {
		varies[n] = true
	}
	for _, n := range between {
		for _, in := range n.Inputs {
			if !varies[in.Node] && n != input.Node && !n.PartOfFreezing() {
				seen[in] = true
			}
		}
	}
	return slices.SortedFunc(maps.Keys(seen), func(a, b gr.Output) int { return strings.Compare(a.String(), b.String()) }), nil
}

type reader struct {
	Source
	net     Network
	varies  map[*gr.Node]bool
	frozen  map[gr.Output]int
	outputs map[gr.Output]gr.Output
	known   map[gr.Output]int
	depth   int
}

// Read reads the network between input and score, with its freezings. An error says
// which node is not prunable.
func Read(g *gr.Graph, input, score gr.Output, freezings []gr.Freezing, s Source) (*Network, error) {
	between, err := g.Between(input, score)
	if err != nil {
		return nil, err
	}
	r := &reader{Source: s, varies: map[*gr.Node]bool{}, frozen: map[gr.Output]int{}, outputs: map[gr.Output]gr.Output{}, known: map[gr.Output]int{}}
	for _, n := range between {
		r.varies[n] = true
	}
	for i, f := range freezings {
		r.frozen[f.Activation], r.outputs[f.Output] = i, f.Activation
	}
	if r.net.Input, err = r.tensor(input); err != nil {
		return nil, err
	}
	r.known[input] = r.net.Input
	if r.net.Score, err = r.read(score); err != nil {
		return nil, err
	}
	fuse(&r.net)
	return &r.net, nil
}

// tensor adds a tensor of an output's shape.
func (r *reader) tensor(o gr.Output) (int, error) {
	t, err := image(r.Shape(o))
	if err != nil {
		return 0, fmt.Errorf("node %q (%s): not prunable: %w", o.Node.Name, o.Node.Op, err)
	}
	r.net.Tensors = append(r.net.Tensors, t)
	return len(r.net.Tensors) - 1, nil
}

// image is the tensor of a shape [1,...].
func image(shape []int64) (Tensor, error) {
	if len(shape) < 1 || len(shape) > 4 || shape[0] != 1 {
		return Tensor{}, fmt.Errorf("its shape %v is not one image's", gr.Shape(shape))
	}
	dims := [3]int{1, 1, 1}
	total := int64(1)
	for i, d := range shape[1:] {
		if d < 1 || total > MaxElements/d {
			return Tensor{}, fmt.Errorf("its shape %v is open, empty or too large", gr.Shape(shape))
		}
		total *= d
		dims[3-len(shape[1:])+i] = int(d)
	}
	return Tensor{dims[0], dims[1], dims[2]}, nil
}

// maxDepth bounds the steps behind each other.
const maxDepth = 10000

// read returns the tensor of an output that varies.
func (r *reader) read(o gr.Output) (int, error) {
	if t, ok := r.known[o]; ok {
		return t, nil
	}
	if r.depth++; r.depth > maxDepth {
		return 0, errors.New("not prunable: the network is too deep")
	}
	defer func() { r.depth-- }()
	t, err := r.node(o)
	var located located
	if err != nil && !errors.As(err, &located) {
		err = located.at(o.Node, err)
	}
	r.known[o] = t
	return t, err
}

// located is an error that names its node.
type located struct{ error }

func (located) at(n *gr.Node, err error) error {
	return located{fmt.Errorf("node %q (%s): not prunable: %w", n.Name, n.Op, err)}
}

func (r *reader) node(o gr.Output) (int, error) {
	if a, ok := r.outputs[o]; ok {
		return r.read(a)
	}
	if !r.varies[o.Node] {
		return 0, errors.New("it does not depend on the input")
	}
	if o.Node.SelectsFrozen() {
		return 0, errors.New("it freezes what is no known activation")
	}
	if i, ok := r.frozen[o]; ok || clips(o.Node.Op) || functions[o.Node.Op] {
		if !ok {
			i = -1
		}
		return r.activation(o, i)
	}
	if rule := ruleOf(o.Node.Op); rule != nil {
		return rule(r, o)
	}
	if n := o.Node; n.Op == "IdentityN" && o.Index < len(n.Inputs) {
		return r.read(n.Inputs[o.Index])
	}
	for _, op := range gr.Identities() {
		if o.Node.Op == op {
			return r.read(o.Node.Inputs[0])
		}
	}
	return 0, errors.New("the engine does not know this op")
}

func clips(op string) bool { return op == "Relu" || op == "Relu6" }

// functions are the activations that the engine computes by value and derivative.
var functions = map[string]bool{
	"LeakyRelu": true, "Elu": true, "Selu": true, "Softplus": true, "Softsign": true, "Sigmoid": true, "Tanh": true, "Swish": true,
}

func (r *reader) activation(o gr.Output, frozen int) (int, error) {
	n, u := o.Node, gr.Output{}
	a := &Activation{Op: n.Op, Output: o, Frozen: frozen}
	switch {
	case clips(n.Op):
		u, a.Clips, a.Hi = n.Inputs[0], true, float32(math.Inf(1))
		if n.Op == "Relu6" {
			a.Hi = 6
		}
	case functions[n.Op]:
		u, a.Alpha = n.Inputs[0], n.Float("alpha", 0.2)
	default:
		var ok bool
		if u, ok = swish(n); !ok {
			return 0, errors.New("the engine does not know this activation")
		}
		a.Op = "Swish"
	}
	a.Input = u
	return r.step(o, Step{Kind: Add, Activation: a}, u)
}

// swish is u of u Sigmoid(u).
func swish(n *gr.Node) (gr.Output, bool) {
	if n.Op != "Mul" || len(n.Inputs) != 2 {
		return gr.Output{}, false
	}
	for i, s := range n.Inputs {
		if u := n.Inputs[1-i]; s.Node.Op == "Sigmoid" && s.Node.Inputs[0] == u {
			return u, true
		}
	}
	return gr.Output{}, false
}

// step adds a step that makes o of the inputs.
func (r *reader) step(o gr.Output, s Step, inputs ...gr.Output) (int, error) {
	for _, in := range inputs {
		t, err := r.read(in)
		if err != nil {
			return 0, err
		}
		s.In = append(s.In, t)
	}
	var err error
	s.Name = o.Node.Name
	if s.Out, err = r.tensor(o); err == nil {
		r.net.Steps = append(r.net.Steps, s)
	}
	return s.Out, err
}
