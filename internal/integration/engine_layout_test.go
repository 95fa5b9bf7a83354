package integration

import (
	"math/rand/v2"
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels"
)

// A drafter writes small models op by op, with random weights.
type drafter struct {
	gr.Scope
	r *rand.Rand
}

func draft(seed uint64) *drafter {
	return &drafter{gr.Scope{Graph: gr.New()}, rand.New(rand.NewPCG(seed, 1))}
}

func (d *drafter) op(op, name string, attrs gr.Attrs, inputs ...gr.Output) gr.Output {
	all := gr.Attrs{"T": gr.Float}
	for k, v := range attrs {
		all[k] = v
	}
	return d.Op(op, name, gr.Type{DType: gr.Float}, all, inputs...)
}

func (d *drafter) weights(name string, shape ...int64) gr.Output {
	w := make([]float32, gr.Shape(shape).Elements())
	for i := range w {
		w[i] = float32(0.4 * d.r.NormFloat64())
	}
	return d.Const(name, gr.Tensor(shape, w...))
}

func (d *drafter) positive(name string, n int) gr.Output {
	w := make([]float32, n)
	for i := range w {
		w[i] = float32(0.5 + d.r.Float64())
	}
	return d.Const(name, gr.Tensor(gr.Shape{int64(n)}, w...))
}

func (d *drafter) ints(name string, of ...int32) gr.Output {
	return d.Const(name, gr.Tensor(gr.Shape{int64(len(of))}, of...))
}

func (d *drafter) input(shape ...int64) gr.Output {
	return d.Op("Placeholder", "x", gr.Type{DType: gr.Float}, gr.Attrs{"dtype": gr.Float, "shape": append(gr.Shape{-1}, shape...)})
}

// compareDraft holds both engines against each other on a model whose scores are "logits".
func compareDraft(t *testing.T, d *drafter, shape ...int64) {
	t.Helper()
	x := make([]float32, gr.Shape(shape).Elements())
	for i := range x {
		x[i] = float32(d.r.NormFloat64())
	}
	r := &trial{e: open(t, &savedmodels.Model{Path: "draft.pb", Graph: d.Graph}), shape: shape, x: x}
	r.hold(t)
}

// TestEnginesOfChannelsFirst: images with channels first have the maps of the dense network,
// also where a product reads all of their elements in the graph's order, where channels are
// joined or padded, and where a gate repeats along pixels.
func TestEnginesOfChannelsFirst(t *testing.T) {
	d := draft(3)
	first := gr.Attrs{"data_format": "NCHW", "strides": []int{1, 1, 1, 1}, "padding": "SAME"}
	x := d.input(3, 9, 8)
	y := d.op("Conv2D", "conv", gr.Attrs{"data_format": "NCHW", "strides": []int{1, 1, 2, 1}, "padding": "SAME"}, x, d.weights("k", 3, 2, 3, 8))
	y = d.op("BiasAdd", "bias", gr.Attrs{"data_format": "NCHW"}, y, d.weights("b", 8))
	y = d.op("Relu", "relu", nil, y)
	y = d.op("MaxPool", "pool", gr.Attrs{"data_format": "NCHW", "ksize": []int{1, 1, 2, 3}, "strides": []int{1, 1, 1, 2}, "padding": "VALID"}, y)
	statistics := []gr.Output{d.positive("gamma", 8), d.weights("beta", 8), d.weights("mean", 8), d.positive("variance", 8)}
	y = d.op("FusedBatchNormV3", "norm", gr.Attrs{"data_format": "NCHW", "is_training": false, "epsilon": float32(1e-3), "U": gr.Float}, append([]gr.Output{y}, statistics...)...)
	y = d.op("Mul", "scaled", nil, y, d.weights("scale", 8, 1, 1))
	y = d.op("Relu", "relu2", nil, y)
	mean := d.op("Mean", "squeezed", gr.Attrs{"keep_dims": true, "Tidx": gr.Int32}, y, d.ints("axes", 2, 3))
	gate := d.op("Sigmoid", "gate", nil, d.op("Conv2D", "excite", first, mean, d.weights("k2", 1, 1, 8, 8)))
	y = d.op("Mul", "gated", nil, y, gate)
	pads := d.Const("pads", gr.Tensor(gr.Shape{4, 2}, int32(0), 0, 1, 0, 0, 1, 2, 0))
	padded := d.op("Pad", "padded", gr.Attrs{"Tpaddings": gr.Int32}, y, pads)
	y = d.op("ConcatV2", "joined", gr.Attrs{"N": 2, "Tidx": gr.Int32}, padded, d.op("Relu6", "clipped", nil, padded), d.Const("axis", gr.Tensor(gr.Shape{}, int32(1))))
	y = d.op("Relu", "relu3", nil, d.op("Conv2D", "conv3", first, y, d.weights("k3", 2, 2, 18, 5)))
	flat := d.op("Reshape", "flat", gr.Attrs{"Tshape": gr.Int32}, y, d.ints("shape", -1, 5*5*5))
	d.op("MatMul", "logits", nil, flat, d.weights("w", 125, 4))
	compareDraft(t, d, 3, 9, 8)
}

// TestEnginesOfActivatedInput: an activation may read the input itself, which is fed and
// cannot be fetched.
func TestEnginesOfActivatedInput(t *testing.T) {
	d := draft(5)
	y := d.op("Relu", "relu", nil, d.input(4, 4, 3))
	same := gr.Attrs{"strides": []int{1, 1, 1, 1}, "padding": "SAME"}
	y = d.op("Relu", "relu2", nil, d.op("Conv2D", "conv", same, y, d.weights("k", 3, 3, 3, 6)))
	flat := d.op("Reshape", "flat", gr.Attrs{"Tshape": gr.Int32}, y, d.ints("shape", -1, 4*4*6))
	d.op("MatMul", "logits", nil, flat, d.weights("w", 96, 4))
	compareDraft(t, d, 4, 4, 3)
}

// TestEnginesOfHardTanh: guided gradients pass where an activation is positive, not where
// it is above its lower bound.
func TestEnginesOfHardTanh(t *testing.T) {
	d := draft(6)
	same := gr.Attrs{"strides": []int{1, 1, 1, 1}, "padding": "SAME"}
	bound := func(name string, at float32) gr.Output { return d.Const(name, gr.Tensor(nil, at)) }
	clip := func(name string, u gr.Output) gr.Output {
		u = d.op("Mul", name+"/scaled", nil, u, bound(name+"/scale", 0.2)) // so that few units are at a bound
		return d.op("ClipByValue", name, nil, u, bound(name+"/low", -1), bound(name+"/high", 1))
	}
	y := clip("clip", d.op("Conv2D", "conv", same, d.input(12, 12, 3), d.weights("k", 3, 3, 3, 8)))
	y = clip("clip2", d.op("Conv2D", "conv2", same, y, d.weights("k2", 3, 3, 8, 8)))
	flat := d.op("Reshape", "flat", gr.Attrs{"Tshape": gr.Int32}, y, d.ints("shape", -1, 12*12*8))
	d.op("MatMul", "logits", nil, flat, d.weights("w", 12*12*8, 4))
	compareDraft(t, d, 12, 12, 3)
}
