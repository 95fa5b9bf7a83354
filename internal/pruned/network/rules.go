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
		return mean
	case "BiasAdd", "BiasAddV1":
		return firstInput
	case "Add", "AddV2", "AddN":
		return add
	}
	return ruleOfElements(op)
}

// ruleOfElements is ruleOf for ops that scale elements or move them.
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
	shape, err := image(r.Shape(o))
	if err != nil {
		return 0, err
	}
	from := r.net.Tensors[in]
	if from == shape {
		return in, nil
	}
	if from.Elements() != shape.Elements() {
		return 0, errors.New("it does not keep images apart")
	}
	return r.step(o, Step{Kind: View, Box: [3]int{from.H, from.W, from.C}, At: make([][3]int, 1)}, o.Node.Inputs[0])
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
	for _, in := range inputs {
		if !slices.Equal(r.Shape(in), r.Shape(o)) {
			return 0, errors.New("what it adds differs in shape")
		}
	}
	if len(inputs) == 1 {
		return r.read(inputs[0])
	}
	return r.step(o, Step{Kind: Add}, inputs...)
}

func sub(r *reader, o gr.Output) (int, error) {
	switch v := r.varying(o.Node); {
	case len(v) == 2:
		return 0, errors.New("both of its inputs depend on the network's")
	case v[0] == 0:
		return add(r, o)
	}
	return r.scale(o, o.Node.Inputs[1], []float32{-1})
}

func neg(r *reader, o gr.Output) (int, error) { return r.scale(o, o.Node.Inputs[0], []float32{-1}) }

func mul(r *reader, o gr.Output) (int, error) {
	v := r.varying(o.Node)
	if len(v) != 1 {
		return 0, errors.New("both of its inputs depend on the network's")
	}
	factor, err := r.broadcast(o.Node.Inputs[1-v[0]], o)
	if err != nil {
		return 0, err
	}
	return r.scale(o, o.Node.Inputs[v[0]], factor)
}

func div(r *reader, o gr.Output) (int, error) {
	if err := r.alone(o.Node); err != nil {
		return 0, err
	}
	divisor, err := r.broadcast(o.Node.Inputs[1], o)
	if err != nil {
		return 0, err
	}
	factor := make([]float32, len(divisor))
	for i, d := range divisor {
		factor[i] = float32(1 / float64(d))
	}
	return r.scale(o, o.Node.Inputs[0], factor)
}

// scale adds a step that multiplies.
func (r *reader) scale(o, in gr.Output, factor []float32) (int, error) {
	if !slices.Equal(r.Shape(in), r.Shape(o)) {
		return 0, errors.New("a constant makes it larger")
	}
	return r.step(o, Step{Kind: Add, Scale: factor}, in)
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
	if tail := to[len(to)-len(from):]; slices.Equal(from, tail) {
		return values, nil
	}
	return spread(values, from, to), nil
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

// channelsLast refuses images of another layout.
func channelsLast(n *gr.Node) error {
	if f := n.Str("data_format", "NHWC"); f != "NHWC" {
		return fmt.Errorf("the layout %s", f)
	}
	return nil
}
