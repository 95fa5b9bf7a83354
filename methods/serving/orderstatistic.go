package serving

import (
	"math"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// bitsOf flattens a float32 tensor to [N,K] and returns the bits of its elements as
// integers, which have the same order as the floats. Elements that are not positive
// become 0.
func bitsOf(e autodiff.Emitter, x gr.Output) gr.Output {
	bits := asBits(e, flattened(e, x))
	return e.Binary("Maximum", bits, e.Int(0))
}

// flattened emits [N, ...] as [N,K].
func flattened(e autodiff.Emitter, x gr.Output) gr.Output {
	return e.Reshape(x, e.Concat(e.Int(0), e.Slice(e.Shape(x), e.Ints(0), e.Ints(1)), e.Ints(-1)))
}

// percentile emits, for each row of bits, the percentile p (float64, 0..100) of its
// count largest elements, as numpy.percentile computes it: float64 [N].
func percentile(e autodiff.Emitter, bits, count, p gr.Output) gr.Output {
	count = e.Binary("Maximum", count, e.Int(1))
	at := e.Mul(e.Div(p, e.Scalar(100, p)), e.To(e.Sub(count, e.Int(1)), gr.Double))
	low := e.Unary("Floor", at)
	a, b := neighbours(e, bits, e.Add(e.Sub(columns(e, bits), count), e.To(low, gr.Int32)))
	// Past the middle, numpy interpolates from the upper value down. That decides how
	// the result is rounded.
	t, span := e.Sub(at, low), e.Sub(b, a)
	half := e.Compare("GreaterEqual", t, e.Scalar(0.5, t))
	return e.SelectV2(half, e.Sub(b, e.Mul(span, e.Sub(e.Scalar(1, t), t))), e.Add(a, e.Mul(span, t)))
}

// columns emits K of [N,K], int32 [1].
func columns(e autodiff.Emitter, bits gr.Output) gr.Output {
	return e.Slice(e.Shape(bits), e.Ints(1), e.Ints(1))
}

// neighbours emits two elements of each row, float64 [N]: the one that sorting would
// put at the rank, and the next one (the same if it is the last). It does not sort: it
// counts the upper 16 bits first, and then the lower bits of the elements in the rank's
// bin. That takes a hundredth of the time of sorting.
func neighbours(e autodiff.Emitter, bits, rank gr.Output) (a, b gr.Output) {
	upper := e.Binary("RightShift", bits, e.Int(16))
	at, rest, _ := bin(e, upper, 1<<15, rank)
	inside := e.Compare("Equal", upper, e.ExpandDims(at, 1))
	lower := e.SelectV2(inside, e.Binary("BitwiseAnd", bits, e.Int(1<<16-1)), e.Int(1<<16))
	within, _, again := bin(e, lower, 1<<16, rest)
	first := e.Add(e.Mul(at, e.Int(1<<16)), within)
	greater := e.SelectV2(e.Compare("Greater", bits, e.ExpandDims(first, 1)), bits, e.Int(math.MaxInt32))
	last := e.Compare("Equal", e.Add(rank, e.Int(1)), columns(e, bits))
	same := e.Op("LogicalOr", "", gr.Type{DType: gr.Bool}, nil, again, last)
	return float64Of(e, first), float64Of(e, e.SelectV2(same, first, e.Reduce("Min", greater, e.Ints(1), false)))
}

func float64Of(e autodiff.Emitter, bits gr.Output) gr.Output {
	return e.To(fromBits(e, bits), gr.Double)
}

// bin finds, for each row, the bin that contains the element of a rank, its rank within
// the bin, and whether the next element is in the same bin. Values of size or more are
// not counted.
func bin(e autodiff.Emitter, values gr.Output, size int32, rank gr.Output) (bin, rest, again gr.Output) {
	none := e.Const("", gr.Tensor[int32](gr.Shape{0}))
	counts := e.Op("DenseBincount", "", gr.Type{DType: gr.Int32},
		gr.Attrs{"Tidx": gr.Int32, "T": gr.Int32, "binary_output": false}, values, e.Int(size), none)
	sums := e.Op("Cumsum", "", gr.Type{DType: gr.Int32},
		gr.Attrs{"T": gr.Int32, "Tidx": gr.Int32, "exclusive": false, "reverse": false}, counts, e.Int(1))
	below := e.Compare("LessEqual", sums, e.ExpandDims(rank, 1))
	bin = count(e, below)
	rest = e.Sub(rank, e.Reduce("Sum", e.SelectV2(below, counts, e.Int(0)), e.Ints(1), false))
	next := count(e, e.Compare("LessEqual", sums, e.ExpandDims(e.Add(rank, e.Int(1)), 1)))
	return bin, rest, e.Compare("Equal", next, bin)
}

// count emits the number of true elements in each row.
func count(e autodiff.Emitter, rows gr.Output) gr.Output {
	return e.Reduce("Sum", e.To(rows, gr.Int32), e.Ints(1), false)
}

// Nearest emits, for each image of x, float32 [N, ...], the element that is nearest to the
// percentile p, float64 [], 0..100, of all of them: [N,1,...]. Between two elements at
// the same distance it takes the one whose place, counted from the largest, is even, as
// TensorFlow's percentile does by default.
func Nearest(e autodiff.Emitter, x, p gr.Output) gr.Output {
	const sign = 1 << 15
	ordered := inOrder(e, asBits(e, flattened(e, x)))
	last := e.Sub(columns(e, ordered), e.Int(1))
	share := e.Sub(e.Scalar(1, p), e.Div(p, e.Scalar(100, p)))
	rank := e.Sub(last, e.To(e.Unary("Rint", e.Mul(e.To(last, gr.Double), share)), gr.Int32))
	upper := e.Add(e.Binary("RightShift", ordered, e.Int(16)), e.Int(sign))
	at, rest, _ := bin(e, upper, 2*sign, rank)
	inside := e.Compare("Equal", upper, e.ExpandDims(at, 1))
	lower := e.SelectV2(inside, e.Binary("BitwiseAnd", ordered, e.Int(1<<16-1)), e.Int(1<<16))
	within, _, _ := bin(e, lower, 1<<16, rest)
	found := inOrder(e, e.Add(e.Mul(e.Sub(at, e.Int(sign)), e.Int(1<<16)), within))
	return perImage(e, fromBits(e, found), x)
}

// InFloat32 emits the float32 numbers x as they are. In a graph that was widened to float64
// they are rounded as Nearest rounds them, which reads their bits; an element would else
// differ from itself.
func InFloat32(e autodiff.Emitter, x gr.Output) gr.Output {
	same := fromBits(e, asBits(e, x))
	same.Node.Types[0].Shape = x.Shape()
	return same
}

// asBits emits the bits of float32 numbers as integers, and fromBits the numbers again.
func asBits(e autodiff.Emitter, x gr.Output) gr.Output {
	return e.Op("Bitcast", "", gr.Type{DType: gr.Int32}, gr.Attrs{"T": gr.Float, "type": gr.Int32}, x)
}

func fromBits(e autodiff.Emitter, bits gr.Output) gr.Output {
	return e.Op("Bitcast", "", gr.Type{DType: gr.Float}, gr.Attrs{"T": gr.Int32, "type": gr.Float}, bits)
}

// inOrder emits integers in the order of the floats whose bits are given, or the other
// way round: it inverts the lower bits of negative numbers.
func inOrder(e autodiff.Emitter, bits gr.Output) gr.Output {
	negative := e.Binary("RightShift", bits, e.Int(31))
	return e.Binary("BitwiseXor", bits, e.Binary("BitwiseAnd", negative, e.Int(math.MaxInt32)))
}
