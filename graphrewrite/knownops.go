package graphrewrite

import (
	"math"
	"slices"
)

// compute finds out what is known of a tensor from the inputs of its node. The
// operations are those that count the rounds of a loop, and choose elements of lists.
func (k *knower) compute(o Output) known {
	n := o.Node
	if in, ok := sameTensor(o); ok {
		return k.of(in)
	}
	switch n.Op {
	case "Const":
		return constantOf(n)
	case "Shape", "ShapeN":
		if o.Index < len(n.Inputs) {
			return shapeKnown(n.Inputs[o.Index].Shape())
		}
	case "Size", "Rank", "ZerosLike", "OnesLike":
		return k.ofShape(n)
	}
	if n.is(ifs | cases) {
		return k.ofBranch(o)
	}
	inputs, ok := k.all(n.Inputs)
	switch {
	case !ok || len(inputs) == 0:
		return known{}
	case n.isExact():
		return elementwiseKnown(inputs, func(x []float64) float64 { return exactly(n, x) })
	case n.is(selects) && len(inputs) == 3:
		return elementwiseKnown(inputs, func(x []float64) float64 { return choose(x[0], x[1], x[2]) + 0*x[0] })
	case reductions[n.Op] != nil:
		return reduceKnown(n, inputs)
	}
	return movedKnown(o, inputs)
}

// sameTensor returns the tensor that o is, with the same shape.
func sameTensor(o Output) (Output, bool) {
	n := o.Node
	switch {
	case n.Op == "IdentityN" && o.Index < len(n.Inputs):
		return n.Inputs[o.Index], true
	case len(n.Inputs) > 0 && n.is(identity|gradientStop):
		return n.Inputs[0], true
	}
	return Output{}, false
}

func constantOf(n *Node) known {
	values, err := n.ConstValue(maxKnown)
	if err != nil {
		return known{}
	}
	return known{ShapeOf(n.Attr["value"].GetTensor().GetTensorShape()), slices.Clone(values)}
}

func shapeKnown(s Shape) known {
	if s == nil {
		return known{}
	}
	values := make([]float64, len(s))
	for i, d := range s {
		if values[i] = float64(d); d < 0 {
			values[i] = math.NaN()
		}
	}
	return vector(values...)
}

// ofShape computes an op that reads only the shape of its input.
func (k *knower) ofShape(n *Node) known {
	if len(n.Inputs) != 1 || n.Inputs[0].Shape() == nil {
		return known{}
	}
	s := n.Inputs[0].Shape()
	switch {
	case n.Op == "Rank":
		return scalar(float64(len(s)))
	case !s.Static():
		return known{}
	case n.Op == "Size":
		return scalar(float64(s.Elements()))
	}
	return filledKnown(s, map[string]float64{"OnesLike": 1}[n.Op])
}

func filledKnown(s Shape, v float64) known {
	count := int64(1)
	for _, d := range s {
		if d < 0 || d > 0 && count > maxKnown/d {
			return known{}
		}
		count *= d
	}
	return known{s, slices.Repeat([]float64{v}, int(count))}
}

// elementwiseKnown applies f to the elements at the same place; the inputs broadcast.
func elementwiseKnown(inputs []known, f func([]float64) float64) known {
	var shape Shape
	for _, in := range inputs {
		var ok bool
		if shape, ok = broadcastShapes(shape, in.shape); !ok {
			return known{}
		}
	}
	out := filledKnown(shape, 0)
	x := make([]float64, len(inputs))
	for i := range out.values {
		for j, in := range inputs {
			x[j] = in.values[in.place(i, shape)]
		}
		out.values[i] = f(x)
	}
	return out
}

// broadcastShapes returns the shape to which two shapes broadcast.
func broadcastShapes(a, b Shape) (Shape, bool) {
	if len(a) < len(b) {
		a, b = b, a
	}
	out := append(Shape{}, a...)
	for i, d := range b {
		at := len(a) - len(b) + i
		switch {
		case out[at] == 1:
			out[at] = d
		case d != 1 && d != out[at]:
			return nil, false
		}
	}
	return out, true
}

// place returns the index of the element that broadcasts to element i of a tensor.
func (k known) place(i int, shape Shape) int {
	at, stride := 0, 1
	for axis := len(shape) - 1; axis >= 0; axis-- {
		own := axis - len(shape) + len(k.shape)
		if own >= 0 && k.shape[own] != 1 {
			at += i % int(shape[axis]) * stride
			stride *= int(k.shape[own])
		}
		i /= int(shape[axis])
	}
	return at
}

// reductions are the ops that reduce a vector or a scalar of numbers or booleans.
var reductions = map[string]func(x, y float64) float64{
	"All": times, "Any": math.Max, "Max": math.Max, "Min": math.Min, "Prod": times, "Sum": plus,
}

func reduceKnown(n *Node, inputs []known) known {
	x := inputs[0]
	if len(inputs) != 2 || len(x.shape) > 1 || !inputs[1].all() {
		return known{}
	}
	if len(inputs[1].values) == 0 || len(x.shape) == 0 {
		return x
	}
	if len(x.values) == 0 {
		return known{}
	}
	v := x.values[0]
	for _, next := range x.values[1:] {
		v = rounded(n, reductions[n.Op](v, next))
	}
	if n.Bool("keep_dims") {
		return vector(v)
	}
	return scalar(v)
}
