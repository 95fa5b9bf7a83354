package autodiff

import (
	"errors"
	"math"

	gr "tfreeze/graphrewrite"
)

// rowNormRule is the rule of FusedBatchNorm in training mode if its channels are rows
// of one image, as Keras 2 writes a layer normalisation:
//
//	rows = Reshape(x, [1, N*H*W, C, 1])
//	z = FusedBatchNormV3(rows, ones, zeros, ...) {data_format="NCHW" is_training=true}
//
// The statistics are computed from each row, and the gradient flows through them (Ba et
// al., "Layer Normalization", 2016). With x^ = (x - mean) / sqrt(variance + epsilon):
//
//	dx = (dx^ - mean(dx^) - x^ mean(dx^ x^)) / sqrt(variance + epsilon), dx^ = scale dy
func rowNormRule(v *VJP) error {
	if err := v.mixesImages(); err != nil {
		return err
	}
	scale, axes := v.In(1), v.Ints(0, 2, 3)
	x := v.InTypeOf(v.In(0), scale)
	mean := func(y gr.Output) gr.Output { return v.Reduce("Mean", y, axes, true) }
	centred := v.Sub(x, mean(x))
	rate := v.Unary("Rsqrt", v.Add(mean(v.Unary("Square", centred)), v.Scalar(float64(v.Node.Float("epsilon", 1e-4)), x)))
	normal := v.Mul(centred, rate)
	dy := v.Mul(v.InTypeOf(v.Dy(), scale), v.Reshape(scale, v.Ints(-1, 1, 1)))
	v.DX[0] = v.InTypeOf(v.Mul(rate, v.Sub(v.Sub(dy, mean(dy)), v.Mul(normal, mean(v.Mul(dy, normal))))), v.In(0))
	v.DX[0].Node.Types[0].Shape = x.Shape()
	return nil
}

// mixesImages returns the reason why a batch normalisation in training mode is refused.
func (v *VJP) mixesImages() error {
	if v.Node.InTraining() && !v.rowsOfOneImage() {
		return errors.New("the batch normalisation is in training mode, and so depends on the whole batch")
	}
	return nil
}

// rowsOfOneImage reports whether each channel of [1, channels, h, w] holds elements of
// one image only. Rows of h*w elements lie one after the other in the tensor that is
// reshaped, [N, ...]. No row crosses the end of an image, or of a part of it, if whole
// rows fill that part. A case that is not certain is refused.
func (v *VJP) rowsOfOneImage() bool {
	x := v.In(0)
	if !v.ChannelsFirst() || len(x.Shape()) != 4 || x.Shape()[0] != 1 || x.Node.Op != "Reshape" || len(x.Node.Inputs) != 2 {
		return false
	}
	from := x.Node.Inputs[0].Shape()
	if len(from) == 0 || from[0] != -1 && from[0] != 1 {
		return false
	}
	row := int64(1)
	for i := 2; i < 4; i++ {
		size, ok := x.Shape()[i], true
		if size < 0 {
			size, ok = entryOf(x.Node.Inputs[1], i)
		}
		if !ok || size < 1 || size > math.MaxInt32 {
			return false
		}
		row *= size
	}
	part := int64(1)
	for i := len(from) - 1; i > 0 && from[i] > 0 && from[i] <= math.MaxInt32/part && part%row != 0; i-- {
		part *= from[i]
	}
	return part%row == 0
}

// entryOf returns an entry of a vector of sizes that packs several numbers.
func entryOf(sizes gr.Output, i int) (int64, bool) {
	if sizes.Node.Op != "Pack" || i >= len(sizes.Node.Inputs) {
		return 0, false
	}
	return sizeOf(sizes.Node.Inputs[i], 8)
}

// sizeOf returns the value of a number that follows from constants and known dimensions
// in at most the given number of steps.
func sizeOf(o gr.Output, steps int) (int64, bool) {
	n := o.Node
	if steps == 0 {
		return 0, false
	}
	switch {
	case n.Op == "Const":
		values, err := n.ConstInts()
		if err != nil || len(values) != 1 {
			return 0, false
		}
		return values[0], true
	case n.Op == "Mul" && len(n.Inputs) == 2:
		a, known := sizeOf(n.Inputs[0], steps-1)
		b, both := sizeOf(n.Inputs[1], steps-1)
		return a * b, known && both && max(a, b) <= math.MaxInt32
	case n.Op == "Prod" && len(n.Inputs) == 2 && len(n.Inputs[0].Shape()) == 1:
		return product(dimensions(n.Inputs[0]))
	case n.Op == "StridedSlice" && n.Int("shrink_axis_mask", 0) == 1:
		return product(dimensions(o))
	}
	return 0, false
}

func product(sizes gr.Shape) (int64, bool) {
	return sizes.Elements(), len(sizes) > 0 && sizes.Static()
}

// dimensions returns the dimensions that a slice takes from a shape. It is nil if o is
// not such a slice.
func dimensions(o gr.Output) gr.Shape {
	n := o.Node
	if n.Op != "StridedSlice" || len(n.Inputs) != 4 || n.Int("new_axis_mask", 0) != 0 || n.Int("ellipsis_mask", 0) != 0 {
		return nil
	}
	all, rank := n.Inputs[0].Node, int64(0)
	if all.Op != "Shape" || len(all.Inputs) != 1 {
		return nil
	}
	shape := all.Inputs[0].Shape()
	rank = int64(len(shape))
	bound := func(input int, mask string, fallback int64) int64 {
		values, err := n.Inputs[input].Node.ConstInts()
		switch {
		case n.Int(mask, 0) == 1:
			return fallback
		case err != nil || len(values) != 1:
			return -1
		case values[0] < 0:
			return values[0] + rank
		}
		return values[0]
	}
	begin, end := bound(1, "begin_mask", 0), bound(2, "end_mask", rank)
	if n.Int("shrink_axis_mask", 0) == 1 {
		end = begin + 1
	}
	if begin < 0 || end > rank || begin >= end {
		return nil
	}
	return shape[begin:end]
}
