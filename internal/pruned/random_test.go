package pruned_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/pruned/network"
	"tfreeze/internal/pruned/plan"
)

// A sample is a random network of the engine's ops, with small images.
type sample struct {
	*reference
	// r draws the structure, and numbers the weights and the input.
	r       *rand.Rand
	numbers func() float64
	// exact reports that float32 rounds nothing.
	exact bool
	// onUnits has thresholds be units' own values, and not between two.
	onUnits bool

	s   gr.Scope
	net *network.Network
	// values are what the run at x0 gives, and x the input.
	values plan.Values
	x      []float32
}

const classes = 4

// newSample makes the network of a seed, frozen at a percentile.
func newSample(t *testing.T, seed uint64, percentile float64) *sample {
	t.Helper()
	s := begin(t, seed)
	tensors := []gr.Output{s.input}
	if seed%4 == 1 { // a maximum on the ray
		attrs, h, w := s.window(7, 6, 3, 2, false)
		tensors[0] = s.op("MaxPool", gr.Shape{1, h, w, 3}, attrs, s.input)
	}
	var activations []gr.Activation
	for range 4 + s.r.IntN(7) {
		o := s.layer(tensors)
		if s.r.IntN(6) == 0 {
			o = s.composite(o)
			activations = append(activations, gr.Activation{Kind: kindOf(o.Node), Input: s.inputOf(o.Node), Output: o})
		} else if s.r.IntN(3) > 0 {
			op := []string{"Relu", "Relu", "Relu", "Relu6", "LeakyRelu", "Sigmoid", "Tanh"}[s.r.IntN(7)]
			a := s.op(op, o.Shape(), gr.Attrs{"alpha": float32(0.2)}, o)
			activations = append(activations, gr.Activation{Kind: op, Input: o, Output: a})
			o = a
		}
		tensors = append(tensors, o)
	}
	s.end(tensors[len(tensors)-1], seed%3 == 0)
	s.finish(activations, percentile)
	return s
}

// begin makes the input.
func begin(t *testing.T, seed uint64) *sample {
	s := &sample{r: rand.New(rand.NewPCG(seed, 11)), s: gr.Scope{Graph: gr.New()}}
	s.numbers = s.r.NormFloat64
	s.reference = &reference{t: t, g: s.s.Graph, frozen: map[*gr.Node]frozen{}}
	s.input = s.s.Node("Placeholder", "x", []gr.Type{{DType: gr.Float, Shape: gr.Shape{1, 7, 6, 3}}}, gr.Attrs{"dtype": gr.Float}).Out(0)
	return s
}

// finish freezes activations at a percentile, and reads the network.
func (s *sample) finish(activations []gr.Activation, percentile float64) {
	s.t.Helper()
	freezings, err := gr.Freeze(s.g, activations)
	if err != nil {
		s.t.Fatal(err)
	}
	for range s.input.Shape().Elements() {
		s.x = append(s.x, float32(s.r.NormFloat64()))
	}
	s.freeze(freezings, percentile)
	if s.net, err = network.Read(s.g, s.input, s.score, freezings, constants{}); err != nil {
		s.t.Fatal(err)
	}
}

// end adds the scores: a product of the means, or the means of channels.
func (s *sample) end(last gr.Output, convolutional bool) {
	axes := s.s.Const("axes", gr.Tensor(gr.Shape{2}, int32(1), int32(2)))
	shape := last.Shape()
	h, w, c := shape[1], shape[2], shape[3]
	if convolutional {
		attrs, _, _ := s.window(1, 1, 1, 1, false)
		attrs["strides"], attrs["padding"] = []int{1, 1, 1, 1}, "SAME"
		half := s.op("Conv2D", gr.Shape{1, h, w, classes / 2}, attrs, last, s.weights(1, 1, c, classes/2))
		each := s.op("DepthwiseConv2dNative", gr.Shape{1, h, w, classes}, attrs, half, s.weights(1, 1, classes/2, 2))
		s.score = s.op("Mean", gr.Shape{1, classes}, gr.Attrs{"keep_dims": false}, each, axes)
		return
	}
	mean := s.op("Mean", gr.Shape{1, c}, gr.Attrs{"keep_dims": false}, last, axes)
	product := s.op("MatMul", gr.Shape{1, classes}, nil, mean, s.weights(c, classes))
	s.score = s.op("BiasAdd", gr.Shape{1, classes}, nil, product, s.weights(classes))
}

// freeze finds thresholds and masks at x0.
func (s *sample) freeze(freezings []gr.Freezing, percentile float64) {
	at := s.forward(widened(s.x))
	rounded := map[gr.Output][]float32{}
	for o, v := range at {
		for _, z := range v {
			rounded[o] = append(rounded[o], float32(z))
		}
	}
	s.values.Threads = 3
	s.values.At = func(o gr.Output) ([]float32, error) { return rounded[o], nil }
	for _, f := range freezings {
		a := rounded[f.Activation]
		positive := slices.DeleteFunc(slices.Clone(a), func(z float32) bool { return z <= 0 })
		slices.Sort(positive)
		own := frozen{activation: f.Activation, value: widened(a), pass: make([]bool, len(a)), threshold: float32(1e30)}
		if len(positive) > 0 && percentile < nothing {
			// Between two units: the reference's own last digit must not matter.
			i := int(percentile / 100 * float64(len(positive)-1))
			own.threshold = (positive[i] + positive[max(i-1, 0)]) / 2
			if i == 0 {
				own.threshold *= 0.999
			}
			if s.onUnits {
				own.threshold = positive[i]
			}
		}
		for i, z := range a {
			own.pass[i] = z >= own.threshold
		}
		s.frozen[f.Output.Node] = own
		s.values.Thresholds = append(s.values.Thresholds, own.threshold)
	}
}

func widened(x []float32) []float64 {
	wide := make([]float64, len(x))
	for i, v := range x {
		wide[i] = float64(v)
	}
	return wide
}

func (s *sample) op(op string, shape gr.Shape, attrs gr.Attrs, inputs ...gr.Output) gr.Output {
	return s.s.Op(op, fmt.Sprintf("%s%d", op, s.g.Len()), gr.Type{DType: gr.Float, Shape: shape}, attrs, inputs...)
}

func (s *sample) weights(shape ...int64) gr.Output {
	n := gr.Shape(shape).Elements()
	w := make([]float32, n)
	for i := range w {
		w[i] = float32(s.numbers() * 0.5)
	}
	return s.s.Const(fmt.Sprintf("w%d", s.g.Len()), gr.Tensor(shape, w...))
}

func (s *sample) pick(tensors []gr.Output) gr.Output {
	return tensors[max(s.r.IntN(len(tensors)), s.r.IntN(len(tensors)))]
}

// layer adds one layer.
func (s *sample) layer(tensors []gr.Output) gr.Output {
	x := s.pick(tensors)
	shape := x.Shape()
	h, w, c := shape[1], shape[2], shape[3]
	switch s.r.IntN(16) {
	case 12:
		return s.gated(x)
	case 13:
		return s.normed(x)
	case 14:
		return s.elements(x, tensors)
	case 0:
		scale := s.weights(c)
		return s.op("Mul", shape, nil, x, scale)
	case 1:
		variance := s.s.Const(fmt.Sprintf("v%d", s.g.Len()), gr.Tensor(gr.Shape{c}, slices.Repeat([]float32{0.7}, int(c))...))
		return s.op("FusedBatchNormV3", shape, gr.Attrs{"is_training": false, "epsilon": float32(1e-3)}, x, s.weights(c), s.weights(c), s.weights(c), variance)
	case 2, 3:
		for _, y := range slices.Backward(tensors) {
			if y != x && slices.Equal(y.Shape(), shape) {
				return s.op("AddV2", shape, nil, x, y)
			}
		}
	case 4:
		for _, y := range slices.Backward(tensors) {
			if y != x && y.Shape()[1] == h && y.Shape()[2] == w {
				axis := s.s.Const(fmt.Sprintf("a%d", s.g.Len()), gr.Tensor(gr.Shape{}, int32(3)))
				return s.op("ConcatV2", gr.Shape{1, h, w, c + y.Shape()[3]}, gr.Attrs{"N": 2}, x, y, axis)
			}
		}
	case 5:
		p := s.s.Const(fmt.Sprintf("p%d", s.g.Len()), gr.Tensor(gr.Shape{4, 2}, int32(0), 0, 1, 0, 0, 2, 0, 1))
		return s.op("Pad", gr.Shape{1, h + 1, w + 2, c + 1}, nil, x, p)
	case 6:
		if h > 2 && w > 2 && c > 1 {
			begin := s.s.Const(fmt.Sprintf("b%d", s.g.Len()), gr.Tensor(gr.Shape{4}, int32(0), 1, 0, 1))
			size := s.s.Const(fmt.Sprintf("z%d", s.g.Len()), gr.Tensor(gr.Shape{4}, int32(-1), int32(h-1), int32(w-1), int32(c-1)))
			return s.op("Slice", gr.Shape{1, h - 1, w - 1, c - 1}, nil, x, begin, size)
		}
	case 7, 8:
		op := []string{"MaxPool", "AvgPool"}[s.r.IntN(2)]
		attrs, oh, ow := s.window(h, w, 1+s.r.Int64N(3), 1+s.r.Int64N(3), false)
		return s.op(op, gr.Shape{1, oh, ow, c}, attrs, x)
	case 9:
		kh, kw := 1+s.r.Int64N(3), 1+s.r.Int64N(3)
		attrs, oh, ow := s.window(h, w, kh, kw, false)
		return s.op("DepthwiseConv2dNative", gr.Shape{1, oh, ow, 2 * c}, attrs, x, s.weights(kh, kw, c, 2))
	}
	kh, kw, to := 1+s.r.Int64N(3), 1+s.r.Int64N(3), 2*(1+s.r.Int64N(5))
	attrs, oh, ow := s.window(h, w, kh, kw, true)
	in := c
	if c%2 == 0 && s.r.IntN(3) == 0 {
		in = c / 2 // two groups
	}
	return s.op("Conv2D", gr.Shape{1, oh, ow, to}, attrs, x, s.weights(kh, kw, in, to))
}

// window chooses strides, dilations and padding.
func (s *sample) window(h, w, kh, kw int64, dilated bool) (attrs gr.Attrs, oh, ow int64) {
	sh, sw, dh, dw := 1+s.r.Int64N(2), 1+s.r.Int64N(2), int64(1), int64(1)
	if dilated && s.r.IntN(3) == 0 {
		sh, sw, dh, dw = 1, 1, 2, 2
	}
	attrs = gr.Attrs{"strides": []int{1, int(sh), int(sw), 1}, "dilations": []int{1, int(dh), int(dw), 1}, "ksize": []int{1, int(kh), int(kw), 1}}
	th, tw := (kh-1)*dh+1, (kw-1)*dw+1
	switch kind := s.r.IntN(3); {
	case kind == 0 && h >= th && w >= tw:
		attrs["padding"] = "VALID"
		return attrs, (h-th)/sh + 1, (w-tw)/sw + 1
	case kind == 1 && dilated && h+1 >= th && w+2 >= tw:
		attrs["padding"], attrs["explicit_paddings"] = "EXPLICIT", []int{0, 0, 1, 0, 0, 2, 0, 0}
		return attrs, (h+1-th)/sh + 1, (w+2-tw)/sw + 1
	}
	attrs["padding"] = "SAME"
	return attrs, (h + sh - 1) / sh, (w + sw - 1) / sw
}

// constants reads what is in the graph.
type constants struct{}

func (constants) Shape(o gr.Output) []int64 { return o.Shape() }

func (constants) Floats(o gr.Output) ([]float32, error) {
	v, err := o.Node.ConstValue(1 << 20)
	f := make([]float32, len(v))
	for i := range v {
		f[i] = float32(v[i])
	}
	return f, err
}

func (constants) Ints(o gr.Output) ([]int64, error) { return o.Node.ConstInts() }
