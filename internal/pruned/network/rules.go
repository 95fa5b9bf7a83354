package network

import (
	"errors"
	"fmt"
	"slices"

	gr "tfreeze/graphrewrite"
)

// A rule reads one output of an op, and returns its tensor.
type rule func(r *reader, o gr.Output) (int, error)

// ruleOf is the rule of an op that is no activation and no identity, or nil.
func ruleOf(op string) rule {
	switch op {
	case "Conv2D":
		return conv
	case "DepthwiseConv2dNative":
		return depthwise
	case "MatMul":
		return matMul
	case "FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3":
		return batchNorm
	case "MaxPool":
		return maxPool
	case "AvgPool":
		return avgPool
	case "Mean", "Sum":
		return reduce
	case "BiasAdd", "BiasAddV1":
		return firstInput
	case "Add", "AddV2", "AddN":
		return add
	}
	if slices.Contains(plainOps, op) {
		return plain
	}
	if moves := ruleOfMoves(op); moves != nil {
		return moves
	}
	return ruleOfElements(op)
}

// ruleOfElements is ruleOf for ops on each element.
func ruleOfElements(op string) rule {
	switch op {
	case "Sub":
		return sub
	case "Mul":
		return mul
	case "RealDiv", "Div":
		return div
	case "Neg":
		return neg
	case "SquaredDifference":
		return squaredDifference
	case "Maximum":
		return maximum
	case "Minimum":
		return minimum
	case "ClipByValue":
		return clipByValue
	}
	return nil
}

// ruleOfMoves is ruleOf for ops that move elements.
func ruleOfMoves(op string) rule {
	switch op {
	case "ConcatV2":
		return concat
	case "Concat":
		return concatV1
	case "Pad", "PadV2":
		return pad
	case "Slice":
		return slice
	case "StridedSlice":
		return stridedSlice
	case "Split":
		return split
	case "Transpose":
		return transpose
	case "Reshape", "Squeeze", "ExpandDims":
		return reshape
	}
	return nil
}

func firstInput(r *reader, o gr.Output) (int, error) { return r.read(o.Node.Inputs[0]) }

// reshape keeps the order of elements.
func reshape(r *reader, o gr.Output) (int, error) {
	in, err := r.read(o.Node.Inputs[0])
	if err != nil {
		return 0, err
	}
	return r.reshaped(o, in, len(r.Shape(o.Node.Inputs[0])))
}

// reshaped gives a tensor, which has a rank in the graph, the shape of o.
func (r *reader) reshaped(o gr.Output, in, rank int) (int, error) {
	shape, err := r.image(o)
	if err != nil {
		return 0, err
	}
	to := len(r.Shape(o))
	if from := r.net.Tensors[in]; from == shape && r.turns(rank) == r.turns(to) {
		return in, nil
	}
	in = r.theirs(o.Node.Name, in, rank)
	from := r.net.Tensors[in]
	if from.Elements() != shape.Elements() {
		return 0, errors.New("it does not keep images apart")
	}
	if r.turns(to) {
		shape = Tensor{H: shape.C, W: shape.H, C: shape.W}
	}
	if from != shape {
		s := Step{Kind: View, Name: o.Node.Name, In: []int{in}, Out: r.tensor(shape), Box: box(from), At: make([][3]int, 1)}
		r.net.Steps = append(r.net.Steps, s)
		in = s.Out
	}
	return r.ours(o.Node.Name, in, to), nil
}

// varying are the inputs that depend on the network's.
func (r *reader) varying(n *gr.Node) []int {
	var found []int
	for i, in := range n.Inputs {
		if r.varies[in.Node] {
			found = append(found, i)
		}
	}
	return found
}

// alone refuses a node of which another input than the first varies.
func (r *reader) alone(n *gr.Node) error {
	if v := r.varying(n); len(v) != 1 || v[0] != 0 {
		return errors.New("other inputs than the first depend on the network's")
	}
	return nil
}

func add(r *reader, o gr.Output) (int, error) {
	var inputs []gr.Output
	for _, in := range o.Node.Inputs {
		if r.varies[in.Node] {
			inputs = append(inputs, in)
		}
	}
	if err := r.aligned(o, inputs...); err != nil {
		return 0, err
	}
	if len(inputs) == 1 && slices.Equal(r.Shape(inputs[0]), r.Shape(o)) {
		return r.read(inputs[0])
	}
	return r.step(o, Step{Kind: Add}, inputs...)
}

func sub(r *reader, o gr.Output) (int, error) {
	switch v := r.varying(o.Node); {
	case len(v) == 2:
		return difference(r, o)
	case v[0] == 0:
		return add(r, o)
	}
	return r.scale(o, o.Node.Inputs[1], []float32{-1})
}

func neg(r *reader, o gr.Output) (int, error) { return r.scale(o, o.Node.Inputs[0], []float32{-1}) }

func mul(r *reader, o gr.Output) (int, error) {
	v := r.varying(o.Node)
	if len(v) == 2 {
		return product(r, o)
	}
	factor, err := r.broadcast(o.Node.Inputs[1-v[0]], o)
	if err != nil {
		return 0, err
	}
	return r.scale(o, o.Node.Inputs[v[0]], factor)
}

func div(r *reader, o gr.Output) (int, error) {
	v := r.varying(o.Node)
	if len(v) != 1 {
		return 0, errors.New("both of its inputs depend on the network's")
	}
	constant, err := r.broadcast(o.Node.Inputs[1-v[0]], o)
	if err != nil {
		return 0, err
	}
	if v[0] == 1 {
		return r.over(o, constant)
	}
	factor := make([]float32, len(constant))
	for i, d := range constant {
		factor[i] = float32(1 / float64(d))
	}
	return r.scale(o, o.Node.Inputs[0], factor)
}

// over divides a constant by what varies.
func (r *reader) over(o gr.Output, constant []float32) (int, error) {
	in := o.Node.Inputs[1]
	shape, err := r.image(in)
	if err != nil {
		return 0, err
	}
	a := &Activation{Op: "Reciprocal", Plain: true, Input: in, Frozen: -1}
	inverse, err := r.stepOf(o, shape, Step{Kind: Add, Activation: a}, in)
	if err != nil {
		return 0, err
	}
	return r.scaled(o, inverse, constant)
}

// scale adds a step that multiplies.
func (r *reader) scale(o, in gr.Output, factor []float32) (int, error) {
	t, err := r.read(in)
	if err != nil {
		return 0, err
	}
	return r.scaled(o, t, factor)
}

// scaled is scale of a tensor, which may repeat along dimensions of one element.
func (r *reader) scaled(o gr.Output, t int, factor []float32) (int, error) {
	shape, err := r.image(o)
	if err != nil {
		return 0, err
	}
	if !r.net.Tensors[t].repeats(shape) {
		return 0, errors.New("the shape of a constant")
	}
	s := Step{Kind: Add, Name: o.Node.Name, In: []int{t}, Out: r.tensor(shape), Scale: factor}
	r.net.Steps = append(r.net.Steps, s)
	return s.Out, nil
}

// broadcast are the elements of a constant as Step.Scale takes them, for a result o.
func (r *reader) broadcast(constant, o gr.Output) ([]float32, error) {
	values, err := r.Floats(constant)
	if err != nil {
		return nil, err
	}
	from, to := r.Shape(constant), r.Shape(o)
	for len(from) > 0 && from[0] == 1 {
		from = from[1:]
	}
	if len(from) > len(to) || int64(len(values)) != gr.Shape(from).Elements() || len(values) == 0 {
		return nil, fmt.Errorf("a constant of shape %v", gr.Shape(from))
	}
	if tail := to[len(to)-len(from):]; slices.Equal(from, tail) && (len(from) == 0 || !r.turns(len(to))) {
		return values, nil
	}
	return (&Network{ChannelsFirst: r.channelsFirst}).Turned(to, spread(values, from, to)), nil
}

// spread repeats elements along the dimensions that from lacks or has 1 of.
func spread(values []float32, from, to []int64) []float32 {
	all := make([]float32, gr.Shape(to).Elements())
	for e := range all {
		at, step, rest := 0, 1, e
		for k := len(to) - 1; k >= 0; k-- {
			i := rest % int(to[k])
			rest /= int(to[k])
			if f := k - (len(to) - len(from)); f >= 0 {
				if from[f] != 1 {
					at += i * step
				}
				step *= int(from[f])
			}
		}
		all[e] = values[at]
	}
	return all
}
