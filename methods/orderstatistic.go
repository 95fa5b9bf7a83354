package methods

import (
	"math"

	gr "tfreeze/graphrewrite"
)

// bitsOf flattens a float32 tensor to [N,K] and returns the bits of its elements
// as integers, which are in the order of the floats; of all that are not positive
// it makes 0.
func (e emit) bitsOf(x gr.Output) gr.Output {
	rows := e.reshape(x, e.concat(e.int(0), e.slice(e.shape(x), e.ints(0), e.ints(1)), e.ints(-1)))
	bits := e.Op("Bitcast", "", gr.Type{DType: gr.Int32}, gr.Attrs{"T": gr.Float, "type": gr.Int32}, rows)
	return e.binary("Maximum", bits, e.int(0))
}

// percentile emits, for each row of bits, the percentile p (float64, 0..100) of
// its count largest elements, as numpy.percentile has it: float64 [N].
func (e emit) percentile(bits, count, p gr.Output) gr.Output {
	count = e.binary("Maximum", count, e.int(1))
	at := e.mul(e.div(p, e.scalar(100, p)), e.to(e.sub(count, e.int(1)), gr.Double))
	low := e.unary("Floor", at)
	a, b := e.neighbours(bits, e.add(e.sub(e.columns(bits), count), e.to(low, gr.Int32)))
	// From the upper value down past the middle, as numpy does: that decides how
	// the result is rounded.
	t, span := e.sub(at, low), e.sub(b, a)
	half := e.compare("GreaterEqual", t, e.scalar(0.5, t))
	return e.selectV2(half, e.sub(b, e.mul(span, e.sub(e.scalar(1, t), t))), e.add(a, e.mul(span, t)))
}

// columns is K of [N,K], int32 [1].
func (e emit) columns(bits gr.Output) gr.Output { return e.slice(e.shape(bits), e.ints(1), e.ints(1)) }

// neighbours emits, for each row, the element that would be at a rank if the row
// were sorted, and the one behind it (the same, if it is the last): float64 [N].
// It counts: first the upper 16 bits, then the lower ones of what is in the
// rank's bin. That takes a hundredth of the time of sorting.
func (e emit) neighbours(bits, rank gr.Output) (a, b gr.Output) {
	upper := e.binary("RightShift", bits, e.int(16))
	bin, rest, _ := e.bin(upper, 1<<15, rank)
	inside := e.compare("Equal", upper, e.expandDims(bin, 1))
	lower := e.selectV2(inside, e.binary("BitwiseAnd", bits, e.int(1<<16-1)), e.int(1<<16))
	bin2, _, again := e.bin(lower, 1<<16, rest)
	first := e.add(e.mul(bin, e.int(1<<16)), bin2)
	greater := e.selectV2(e.compare("Greater", bits, e.expandDims(first, 1)), bits, e.int(math.MaxInt32))
	last := e.compare("Equal", e.add(rank, e.int(1)), e.columns(bits))
	same := e.Op("LogicalOr", "", gr.Type{DType: gr.Bool}, nil, again, last)
	return e.float64Of(first), e.float64Of(e.selectV2(same, first, e.reduce("Min", greater, e.ints(1), false)))
}

func (e emit) float64Of(bits gr.Output) gr.Output {
	return e.to(e.Op("Bitcast", "", gr.Type{DType: gr.Float}, gr.Attrs{"T": gr.Int32, "type": gr.Float}, bits), gr.Double)
}

// bin finds, for each row, the bin of the element of a rank, the rank that it has
// in the bin, and whether the next element is in the same bin. Values of size and
// more are not counted.
func (e emit) bin(values gr.Output, size int32, rank gr.Output) (bin, rest, again gr.Output) {
	none := e.Const("", gr.Tensor[int32](gr.Shape{0}))
	counts := e.Op("DenseBincount", "", gr.Type{DType: gr.Int32},
		gr.Attrs{"Tidx": gr.Int32, "T": gr.Int32, "binary_output": false}, values, e.int(size), none)
	sums := e.Op("Cumsum", "", gr.Type{DType: gr.Int32},
		gr.Attrs{"T": gr.Int32, "Tidx": gr.Int32, "exclusive": false, "reverse": false}, counts, e.int(1))
	below := e.compare("LessEqual", sums, e.expandDims(rank, 1))
	bin = e.count(below)
	rest = e.sub(rank, e.reduce("Sum", e.selectV2(below, counts, e.int(0)), e.ints(1), false))
	next := e.count(e.compare("LessEqual", sums, e.expandDims(e.add(rank, e.int(1)), 1)))
	return bin, rest, e.compare("Equal", next, bin)
}

// count is the number of trues in each row.
func (e emit) count(rows gr.Output) gr.Output {
	return e.reduce("Sum", e.to(rows, gr.Int32), e.ints(1), false)
}
