package methods

import (
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// An affine is a linear layer while its relevance is shared out: out = op(x, w) + b.
type affine struct {
	autodiff.Emitter
	*linearLayer
	// w is the kernel, with what batch norms multiply it by, and b the bias, or the zero
	// Output.
	w, b gr.Output
	// relevance is that of out, and stabilizer keeps it from being divided by 0.
	relevance, stabilizer gr.Output
	// positive reports whether nothing in x is negative.
	positive bool
}

// An lrpRule shares the relevance of a layer out among what it reads.
type lrpRule func(l *affine) (gr.Output, error)

// epsilonRule is x op'(w, R / z). Bach et al., 2015, eq. (58).
func epsilonRule(l *affine) (gr.Output, error) {
	return l.times(l.x(), l.w, l.over(l.out))
}

// plusRule shares out by positive contributions: those of positive weights to positive
// inputs, and of negative to negative. Montavon et al., 2017, for inputs of any sign.
func plusRule(l *affine) (gr.Output, error) {
	return l.part(l.positives(l.w), l.negatives(l.w), l.positives(l.b)).share(nil)
}

// alphaBetaRule is 2 times the share by positive contributions, minus that by negative
// ones. Bach et al., 2015, eq. (60), alpha = 2, beta = 1.
func alphaBetaRule(l *affine) (gr.Output, error) {
	plus, err := plusRule(l)
	if err != nil {
		return plus, err
	}
	minus, err := l.part(l.negatives(l.w), l.positives(l.w), l.negatives(l.b)).share(nil)
	if err != nil {
		return minus, err
	}
	return l.Sub(l.Mul(l.Scalar(2, plus), plus), minus), nil
}

// gammaRule favours positive contributions where out is positive, and negative ones where
// it is negative, by gamma times their weights. Montavon et al., 2019, for inputs of any
// sign, as zennit has it.
func gammaRule(gamma gr.Output) lrpRule {
	return func(l *affine) (gr.Output, error) {
		zero := l.Scalar(0, l.out)
		gamma := l.InTypeOf(gamma, l.w)
		more := func(w, part gr.Output) gr.Output {
			if w.IsZero() {
				return w
			}
			return l.Add(w, l.Mul(gamma, part))
		}
		up, down := more(l.w, l.positives(l.w)), more(l.w, l.negatives(l.w))
		rise, err := l.part(up, down, more(l.b, l.positives(l.b))).share(func(g gr.Output) gr.Output {
			return l.SelectV2(l.Compare("Greater", l.out, zero), g, zero)
		})
		if err != nil {
			return rise, err
		}
		fall, err := l.part(down, up, more(l.b, l.negatives(l.b))).share(func(g gr.Output) gr.Output {
			return l.SelectV2(l.Compare("Less", l.out, zero), g, zero)
		})
		if err != nil {
			return fall, err
		}
		return l.Add(rise, fall), nil
	}
}

// boxRule is that of a layer whose inputs lie between low and high. Montavon et al., 2017,
// eq. (15).
func boxRule(low, high func(l *affine) (gr.Output, error)) lrpRule {
	return func(l *affine) (gr.Output, error) {
		least, err := low(l)
		if err != nil {
			return least, err
		}
		greatest, err := high(l)
		if err != nil {
			return greatest, err
		}
		up, down := l.positives(l.w), l.negatives(l.w)
		lowest := l.plus(l.apply(least, up), l.positives(l.b))
		highest := l.plus(l.apply(greatest, down), l.negatives(l.b))
		g := l.over(l.Sub(l.out, l.Add(lowest, highest)))
		sum, err := l.times(l.x(), l.w, g)
		for _, part := range []struct{ x, w gr.Output }{{least, up}, {greatest, down}} {
			if err != nil {
				return sum, err
			}
			var share gr.Output
			share, err = l.times(part.x, part.w, g)
			sum = l.Sub(sum, share)
		}
		return sum, err
	}
}

// flatRule shares out evenly. Lapuschkin et al., 2019.
func flatRule(l *affine) (gr.Output, error) {
	x, w := l.Unary("OnesLike", l.x()), l.Unary("OnesLike", l.w)
	return l.back(x, w, l.over(l.apply(x, w)))
}

// A part is a share of a layer's output: op(x+, w) + b + op(x-, v).
type part struct {
	*affine
	w, v, b gr.Output
}

func (l *affine) part(w, v, b gr.Output) part { return part{l, w, v, b} }

// share shares the relevance out by the contributions to the part. only may choose some of
// the relevance, over the part.
func (p part) share(only func(g gr.Output) gr.Output) (gr.Output, error) {
	plus := p.positives(p.x())
	sum := p.plus(p.apply(plus, p.w), p.b)
	minus := p.negatives(p.x())
	if !p.positive {
		sum = p.Add(sum, p.apply(minus, p.v))
	}
	g := p.over(sum)
	if only != nil {
		g = only(g)
	}
	share, err := p.times(plus, p.w, g)
	if err != nil || p.positive {
		return share, err
	}
	other, err := p.times(minus, p.v, g)
	if err != nil {
		return other, err
	}
	return p.Add(share, other), nil
}

func (l *affine) positives(x gr.Output) gr.Output { return l.clamped("Maximum", x) }
func (l *affine) negatives(x gr.Output) gr.Output { return l.clamped("Minimum", x) }

func (l *affine) clamped(op string, x gr.Output) gr.Output {
	if x.IsZero() {
		return x
	}
	c := l.Binary(op, x, l.Scalar(0, x))
	c.Node.Types[0].Shape = x.Shape()
	return c
}

func (l *affine) plus(x, b gr.Output) gr.Output {
	if b.IsZero() {
		return x
	}
	return l.Add(x, b)
}

// over emits the relevance over z, stabilised.
func (l *affine) over(z gr.Output) gr.Output {
	return l.Div(l.relevance, stabilized(l.Emitter, z, l.stabilizer))
}

// apply emits op(x, w).
func (l *affine) apply(x, w gr.Output) gr.Output {
	inputs := slices.Clone(l.op.Inputs)
	inputs[l.data], inputs[l.kernel] = x, w
	n := l.Emitter.Node(l.op.Op, "", l.op.Types, nil, inputs...)
	n.Attr = l.op.Attr
	return n.Out(0)
}

// back emits op'(w, g): the gradient of op(x, w) with respect to x, given that of its
// output.
func (l *affine) back(x, w, g gr.Output) (gr.Output, error) {
	return autodiff.Gradient(l.Scope.Sub("back"), l.apply(x, w), g, x, nil)
}

// times emits x op'(w, g).
func (l *affine) times(x, w, g gr.Output) (gr.Output, error) {
	dx, err := l.back(x, w, g)
	if err != nil {
		return dx, err
	}
	product := l.Mul(x, dx)
	product.Node.Types[0].Shape = x.Shape()
	return product, nil
}

// stabilized emits z + epsilon sign z, where sign 0 is +1.
func stabilized(e autodiff.Emitter, z, epsilon gr.Output) gr.Output {
	epsilon = e.InTypeOf(epsilon, z)
	return e.Add(z, e.SelectV2(e.Compare("GreaterEqual", z, e.Scalar(0, z)), epsilon, e.Neg(epsilon)))
}
