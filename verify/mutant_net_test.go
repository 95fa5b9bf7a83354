package verify_test

import (
	"math"
	"math/rand/v2"

	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels"
)

// A builder adds layers with random weights to a graph.
type builder struct {
	gr.Scope
	random *rand.Rand
}

func (b *builder) float(op, name string, attrs gr.Attrs, inputs ...gr.Output) gr.Output {
	all := gr.Attrs{"T": gr.Float}
	for key, v := range attrs {
		all[key] = v
	}
	return b.Op(op, name, gr.Type{DType: gr.Float}, all, inputs...)
}

// weights are normal numbers by which sums keep their size.
func (b *builder) weights(dims ...int64) gr.Output {
	shape := gr.Shape(dims)
	values := make([]float32, shape.Elements())
	fan := float64(shape.Elements() / dims[len(dims)-1])
	for i := range values {
		values[i] = float32(b.random.NormFloat64() / math.Sqrt(fan))
	}
	return b.Const("weights", gr.Tensor(shape, values...))
}

// positive are numbers around 1.
func (b *builder) positive(n int64) gr.Output {
	values := make([]float32, n)
	for i := range values {
		values[i] = 0.5 + b.random.Float32()
	}
	return b.Const("numbers", gr.Tensor(gr.Shape{n}, values...))
}

func (b *builder) conv(name string, x gr.Output, dilation int, kernel ...int64) gr.Output {
	return b.float("Conv2D", name, gr.Attrs{
		"strides": []int{1, 1, 1, 1}, "dilations": []int{1, dilation, dilation, 1}, "padding": "SAME", "data_format": "NHWC",
		"explicit_paddings": []int{}, "use_cudnn_on_gpu": true,
	}, x, b.weights(kernel...))
}

func (b *builder) dense(name string, x gr.Output, from, to int64) gr.Output {
	return b.float("MatMul", name, gr.Attrs{"transpose_a": false, "transpose_b": false}, x, b.weights(from, to))
}

// network has a layer for each rule that is broken in it: a dilated convolution, a
// batch normalisation, a max-pool, a convolution that is differentiated by Winograd's
// algorithm, a residual branch, an attention by a softmax.
func network() *savedmodels.Model {
	b := &builder{gr.Scope{Graph: gr.New()}, rand.New(rand.NewPCG(1, 2))}
	x := b.Op("Placeholder", "x", gr.Type{DType: gr.Float}, gr.Attrs{"dtype": gr.Float, "shape": gr.Shape{-1, 8, 8, 3}})
	h := b.conv("dilated", x, 2, 3, 3, 3, 8)
	h = b.float("FusedBatchNormV3", "norm", gr.Attrs{"U": gr.Float, "epsilon": float32(1e-3), "data_format": "NHWC", "is_training": false, "exponential_avg_factor": float32(1)},
		h, b.positive(8), b.positive(8), b.positive(8), b.positive(8))
	h = b.float("Relu", "relu1", nil, h)
	h = b.float("MaxPool", "pool", gr.Attrs{"ksize": []int{1, 2, 2, 1}, "strides": []int{1, 2, 2, 1}, "padding": "VALID", "data_format": "NHWC", "explicit_paddings": []int{}}, h)
	h = b.float("Relu", "relu2", nil, b.conv("widen", h, 1, 1, 1, 8, 256))
	h = b.float("Relu", "relu3", nil, b.float("AddV2", "residual", nil, b.conv("winograd", h, 1, 3, 3, 256, 256), h))
	h = b.float("Mean", "mean", gr.Attrs{"Tidx": gr.Int32, "keep_dims": false}, h, b.Const("axes", gr.Tensor(gr.Shape{2}, int32(1), 2)))
	attention := b.float("Softmax", "attention", nil, b.dense("query", h, 256, 256))
	b.dense("logits", b.float("Mul", "attended", nil, h, attention), 256, 4)
	return &savedmodels.Model{Path: "network", Graph: b.Graph}
}
