package graphrewrite

import (
	"errors"
	"fmt"
	"strings"
)

// A composer emits other ops in place of a node whose op TensorFlow has for float32
// alone. The results are equal but for rounding.
type composer func(s Scope, n *Node) (Output, error)

// compose replaces the ops that have a composer.
func (w *widener) compose() error {
	uses := w.g.Uses()
	for _, name := range w.g.Names() {
		n := w.g.nodes[name]
		composed := ops[n.Op].compose
		if composed == nil {
			continue
		}
		fail := func(err error) error { return &Error{Pass: "widen", Node: n.Name, Op: n.Op, Err: err} }
		if !isReal(n.Out(0).DType()) {
			return fail(errors.New("it cannot be computed in float64"))
		}
		made, err := composed(Scope{Graph: w.g, Prefix: w.g.Unique(n.Name + "/composed")}, n)
		if err != nil {
			return fail(err)
		}
		for _, u := range uses[n] {
			if in := u.Node.Inputs[u.Input]; in.Index > 0 {
				return fail(fmt.Errorf("its output %d is read", in.Index))
			}
			u.Node.Inputs[u.Input] = made
		}
		// The node keeps its name: a signature may name it, or a node wait for it.
		n.Op, n.Inputs, n.Types = "Identity", []Output{made}, n.Types[:1]
		n.Attr = nil
		n.set(Attrs{"T": Float})
	}
	return nil
}

// composeBatchNorm emits (x - mean) (scale / sqrt(variance + epsilon)) + offset, for each
// channel. In training mode the mean and the variance are those of x.
func composeBatchNorm(s Scope, n *Node) (Output, error) {
	x, format := n.Inputs[0], n.Str("data_format", "NHWC")
	perChannel := func(i int) Output { return n.Inputs[i] }
	if strings.HasPrefix(format, "NC") {
		dims := make([]int32, len(format)-1)
		for i := range dims {
			dims[i] = 1
		}
		dims[0] = -1
		perChannel = func(i int) Output { return s.real("Reshape", Attrs{"Tshape": Int32}, n.Inputs[i], s.ints(dims...)) }
	}
	var centred, variance Output
	if n.InTraining() {
		mean := func(y Output) Output {
			return s.real("Mean", Attrs{"Tidx": Int32, "keep_dims": true}, y, s.ints(otherAxes(format)...))
		}
		centred = s.real("Sub", nil, x, mean(x))
		variance = mean(s.real("Square", nil, centred))
	} else {
		centred = s.real("Sub", nil, x, perChannel(3))
		variance = perChannel(4)
	}
	raised := s.real("AddV2", nil, variance, s.number(n.Float("epsilon", 1e-4)))
	factor := s.real("Mul", nil, perChannel(1), s.real("Rsqrt", nil, raised))
	return s.real("AddV2", nil, s.real("Mul", nil, centred, factor), perChannel(2)), nil
}

// otherAxes returns the axes of a format, except for the channels'.
func otherAxes(format string) []int32 {
	var axes []int32
	for i, side := range format {
		if side != 'C' {
			axes = append(axes, int32(i))
		}
	}
	return axes
}

// real emits an op of type float with one output; ints and number emit constants.
func (s Scope) real(op string, attrs Attrs, inputs ...Output) Output {
	all := Attrs{"T": Float}
	for name, v := range attrs {
		all[name] = v
	}
	return s.Op(op, "", Type{DType: Float}, all, inputs...)
}

func (s Scope) ints(values ...int32) Output {
	return s.Const("", Tensor(Shape{int64(len(values))}, values...))
}

func (s Scope) number(v float32) Output { return s.Const("", Tensor(nil, v)) }

func (s Scope) shapeOf(x Output) Output {
	return s.Op("Shape", "", Type{DType: Int32}, Attrs{"T": Float, "out_type": Int32}, x)
}

// dim emits dimension d of a shape, [1], and join32 makes a shape of such.
func (s Scope) dim(shape Output, d int32) Output {
	return s.Op("Slice", "", Type{DType: Int32}, Attrs{"T": Int32, "Index": Int32}, shape, s.ints(d), s.ints(1))
}

func (s Scope) join32(dims ...Output) Output {
	axis := s.Const("", Tensor(nil, int32(0)))
	return s.Op("ConcatV2", "", Type{DType: Int32}, Attrs{"T": Int32, "N": len(dims), "Tidx": Int32}, append(dims, axis)...)
}

// An lrn is a local response normalisation, x / norm^beta, where
// norm = bias + alpha (the sum of x^2 over the channels near by).
type lrn struct {
	Scope
	node *Node
	// near is 1 where two channels are near each other, and else 0, [C,C].
	near Output
	norm Output
}

func newLRN(s Scope, n *Node, x Output) *lrn {
	l := &lrn{Scope: s, node: n}
	radius := s.Const("", Tensor(nil, n.Int("depth_radius", 5)))
	channels := s.dim(s.shapeOf(x), 3)
	ones := s.Op("Fill", "", Type{DType: Float}, Attrs{"T": Float, "index_type": Int32}, s.join32(channels, channels), s.number(1))
	l.near = s.real("MatrixBandPart", Attrs{"Tindex": Int64}, ones, radius, radius)
	sum := l.sum(s.real("Square", nil, x))
	l.norm = s.real("AddV2", nil, s.number(n.Float("bias", 1)), s.real("Mul", nil, s.number(n.Float("alpha", 1)), sum))
	return l
}

// sum adds the channels near by, at each place.
func (l *lrn) sum(x Output) Output {
	return l.real("Einsum", Attrs{"equation": "nhwc,cd->nhwd", "N": 2}, x, l.near)
}

func (l *lrn) beta() float32 { return l.node.Float("beta", 0.5) }

func (l *lrn) power() Output { return l.real("Pow", nil, l.norm, l.number(-l.beta())) }

func composeLRN(s Scope, n *Node) (Output, error) {
	l := newLRN(s, n, n.Inputs[0])
	return s.real("Mul", nil, n.Inputs[0], l.power()), nil
}

// composeLRNGrad emits dy norm^-beta - 2 alpha beta x (the sum of dy y / norm over the
// channels near by).
func composeLRNGrad(s Scope, n *Node) (Output, error) {
	dy, x, y := n.Inputs[0], n.Inputs[1], n.Inputs[2]
	l := newLRN(s, n, x)
	sum := l.sum(s.real("RealDiv", nil, s.real("Mul", nil, dy, y), l.norm))
	factor := s.real("Mul", nil, s.number(2*n.Float("alpha", 1)), s.number(l.beta()))
	others := s.real("Mul", nil, s.real("Mul", nil, factor, x), sum)
	return s.real("Sub", nil, s.real("Mul", nil, dy, l.power()), others), nil
}
