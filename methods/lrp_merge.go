package methods

import (
	"fmt"
	"maps"
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// merge finds the kernel and the bias of a layer with its biases and batch norms: what
// they multiply its channels by is the slope of them at 0, and the bias their value there.
func (l *affine) merge() error {
	l.w = l.op.Inputs[l.kernel]
	if len(l.behind) > 0 {
		if err := l.mergeBehind(); err != nil {
			return err
		}
	}
	if l.norm != nil {
		return l.mergeNorm()
	}
	return nil
}

func (l *affine) mergeBehind() error {
	shape := l.out.Shape()
	axis := len(shape) - l.channelAxis()
	if axis < 0 || shape[axis] < 1 {
		return fmt.Errorf("the number of channels of %q is unknown, so that its bias cannot be merged", l.op.Name)
	}
	zero, value, err := l.along(l.behind, l.op.Out(0), axis, shape)
	if err != nil {
		return err
	}
	l.b = value
	if !slices.ContainsFunc(l.behind, multiplies) {
		return nil
	}
	slope, err := l.slope(zero, value)
	if err != nil {
		return err
	}
	switch l.channels {
	case lastTwo:
		l.scale(slope, l.Slice(l.Shape(l.w), l.Ints(2), l.Ints(2)))
	case lastButOne:
		l.scale(slope, l.Ints(-1, 1))
	default:
		l.scale(slope, l.Ints(-1))
	}
	return nil
}

// mergeNorm merges a batch norm before the layer, whose shift is not seen where the layer
// pads: the bias is the layer's value where the batch norm reads 0.
func (l *affine) mergeNorm() error {
	shape := l.x().Shape()
	axis := len(shape) - l.channelAxis()
	if axis < 0 || shape[axis] < 1 {
		return fmt.Errorf("the number of channels of %q is unknown, so that it cannot be merged", l.norm.Name)
	}
	zero, value, err := l.along([]*gr.Node{l.norm}, l.x(), axis, shape)
	if err != nil {
		return err
	}
	slope, err := l.slope(zero, value)
	if err != nil {
		return err
	}
	if l.channels == lastButOne && !l.dense {
		l.scale(slope, l.Ints(-1))
	} else {
		l.scale(slope, l.Ints(-1, 1))
	}
	c := gr.NewCopy(l.Scope.Sub("unshifted"), map[gr.Output]gr.Output{l.x(): l.ZerosLike(l.x())})
	if err := c.Add(l.out); err != nil {
		return err
	}
	l.b = c.Of(l.out)
	return nil
}

// along emits nodes that work on each channel by itself, at 0: zeros, [1,...,C,...], and
// what the last of the nodes gives there.
func (l *affine) along(nodes []*gr.Node, from gr.Output, axis int, shape gr.Shape) (zero, value gr.Output, err error) {
	ones := slices.Repeat(gr.Shape{1}, len(shape))
	ones[axis] = shape[axis]
	dims := make([]int32, len(ones))
	for i, d := range ones {
		dims[i] = int32(d)
	}
	zero = l.Op("BroadcastTo", "", gr.Type{DType: from.DType(), Shape: ones}, gr.Attrs{"T": from.DType(), "Tidx": gr.Int32}, l.Scalar(0, from), l.Ints(dims...))
	c := gr.NewCopy(l.Scope.Sub("merged"), map[gr.Output]gr.Output{from: zero})
	for _, n := range nodes {
		if err := c.Add(n.Out(0)); err != nil {
			return zero, value, err
		}
		value = c.Of(n.Out(0))
		value.Node.Types = slices.Clone(value.Node.Types)
		value.Node.Types[0].Shape = ones
		value.Node.Attr = maps.Clone(value.Node.Attr)
		delete(value.Node.Attr, "_output_shapes") // those of whole images
	}
	return zero, value, nil
}

// slope emits what the channels are multiplied by on the way from zero to value.
func (l *affine) slope(zero, value gr.Output) (gr.Output, error) {
	ones := l.Unary("OnesLike", zero)
	return autodiff.Gradient(l.Scope.Sub("slope"), value, ones, zero, nil)
}

// scale multiplies the kernel by numbers that are brought into a shape first.
func (l *affine) scale(by, shape gr.Output) {
	w := l.Mul(l.w, l.Reshape(by, shape))
	w.Node.Types[0].Shape = l.w.Shape()
	l.w = w
}

// multiplies reports whether a part of a layer does more than add.
func multiplies(n *gr.Node) bool { return n.Op == "Mul" || isBatchNorm(n) }
