package network

import (
	"errors"
	"fmt"

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

type reader struct {
	Source
	layout
	net     Network
	varies  map[*gr.Node]bool
	frozen  map[gr.Output]int
	outputs map[gr.Output]gr.Output
	known   map[gr.Output]int
	// layers are the activations of layers, frozen or not, by their outputs.
	layers map[gr.Output]gr.Activation
	depth  int
}

// Read reads the network between input and score, with its freezings. An error says
// which node is not prunable.
func Read(g *gr.Graph, input, score gr.Output, freezings []gr.Freezing, s Source) (*Network, error) {
	nodes, varies, err := varying(g, input, score)
	if err != nil {
		return nil, err
	}
	r := &reader{Source: s, layout: layoutOf(nodes), varies: varies, frozen: map[gr.Output]int{}, outputs: map[gr.Output]gr.Output{}, known: map[gr.Output]int{}}
	for i, f := range freezings {
		r.frozen[f.Activation], r.outputs[f.Output] = i, f.Activation
	}
	if r.layers, err = layers(g, input, score); err != nil {
		return nil, err
	}
	if err := r.input(input); err != nil {
		return nil, located{}.at(input.Node, err)
	}
	if r.net.Score, err = r.read(score); err != nil {
		return nil, err
	}
	fuse(&r.net)
	separate(&r.net)
	return &r.net, nil
}

// input adds the input, whose elements are in the graph's order.
func (r *reader) input(o gr.Output) error {
	shape, err := layout{}.image(r.Shape(o))
	if err != nil {
		return err
	}
	r.net.ChannelsFirst = r.channelsFirst
	r.net.Input = r.tensor(shape)
	r.known[o] = r.ours(o.Node.Name, r.net.Input, len(r.Shape(o)))
	return nil
}

// layers finds the activations of layers.
func layers(g *gr.Graph, input, score gr.Output) (map[gr.Output]gr.Activation, error) {
	found, _, err := g.Activations(input, score)
	by := map[gr.Output]gr.Activation{}
	for _, a := range found {
		by[a.Output] = a
	}
	return by, err
}

// tensor adds a tensor.
func (r *reader) tensor(shape Tensor) int {
	r.net.Tensors = append(r.net.Tensors, shape)
	return len(r.net.Tensors) - 1
}

// image is the shape of an output.
func (r *reader) image(o gr.Output) (Tensor, error) { return r.layout.image(r.Shape(o)) }

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
	if a, ok, err := r.activationAt(o); ok || err != nil {
		return r.activation(o, a, err)
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

// step adds a step that makes o of the inputs.
func (r *reader) step(o gr.Output, s Step, inputs ...gr.Output) (int, error) {
	shape, err := r.image(o)
	if err != nil {
		return 0, err
	}
	return r.stepOf(o, shape, s, inputs...)
}

// stepOf is step with another shape than o's.
func (r *reader) stepOf(o gr.Output, shape Tensor, s Step, inputs ...gr.Output) (int, error) {
	for _, in := range inputs {
		t, err := r.read(in)
		if err != nil {
			return 0, err
		}
		s.In = append(s.In, t)
	}
	s.Name, s.Out = o.Node.Name, r.tensor(shape)
	r.net.Steps = append(r.net.Steps, s)
	return s.Out, nil
}
