package graphrewrite

import "math"

// A distributionKind is a kind of distribution.
type distributionKind int

const (
	_ distributionKind = iota
	// uniform lies between low and high.
	uniform
	// symmetric is symmetric about low, which equals high.
	symmetric
	// twoPoint is high with probability p, and low with 1 - p.
	twoPoint
)

// A distribution is that of each element of a random tensor.
type distribution struct {
	kind      distributionKind
	low, high float64
	p         float64
}

// maxFollowed bounds the ops that are followed back from a tensor to the generator of its
// numbers, or from an altered image to the image.
const maxFollowed = 16

// distributionOf returns the distribution of a tensor that is computed from the numbers of
// one generator and constants, such as the mask of a dropout.
func distributionOf(o Output) (distribution, bool) { return distributionWithin(o, maxFollowed) }

func distributionWithin(o Output, left int) (distribution, bool) {
	n := o.Node
	if left == 0 {
		return distribution{}, false
	}
	if n.draws() {
		g := generators[n.Op]
		return distribution{kind: g.kind, high: truth(g.kind == uniform)}, g.kind != 0
	}
	if in, ok := sameElements(o); ok {
		return distributionWithin(in, left-1)
	}
	switch len(n.Inputs) {
	case 1:
		if d, ok := distributionWithin(n.Inputs[0], left-1); ok {
			return d.mapped(n)
		}
	case 2:
		a, okA := number(n.Inputs[0])
		b, okB := number(n.Inputs[1])
		if okA == okB {
			return distribution{}, false
		}
		random, c := n.Inputs[0], b
		if okA {
			random, c = n.Inputs[1], a
		}
		if d, ok := distributionWithin(random, left-1); ok {
			return d.with(n, c, okA)
		}
	}
	return distribution{}, false
}

// mapped returns the distribution of n's output if its input has d. What an op does to a
// distribution takes code and not a row of ops; only mapped and with need it.
func (d distribution) mapped(n *Node) (distribution, bool) {
	switch n.Op {
	case "Cast":
		if d.kind != twoPoint {
			return d, isFloating(n.DType("DstT"))
		}
		d.low, d.high = cast(n, []float64{d.low}), cast(n, []float64{d.high})
		return d, true
	case "Neg":
		return d.affine(-1, 0), true
	case "LogicalNot":
		return d.affine(-1, 1), true
	case "Floor":
		return d.floor()
	case "Round", "Rint":
		return d.affine(1, 0.5).floor()
	}
	return distribution{}, false
}

// with returns the distribution of n's output if its operands have d and are c; swapped
// says that c comes first.
func (d distribution) with(n *Node, c float64, swapped bool) (distribution, bool) {
	switch n.Op {
	case "Add", "AddV2":
		return d.affine(1, c), true
	case "Sub":
		if swapped {
			return d.affine(-1, c), true
		}
		return d.affine(1, -c), true
	case "Mul":
		return d.affine(c, 0), true
	case "Div", "RealDiv":
		return d.affine(1/c, 0), !swapped && c != 0
	case "Greater", "GreaterEqual":
		return d.above(c, swapped)
	case "Less", "LessEqual":
		return d.above(c, !swapped)
	}
	return distribution{}, false
}

func (d distribution) affine(scale, shift float64) distribution {
	d.low, d.high = d.low*scale+shift, d.high*scale+shift
	if d.kind == uniform && d.low > d.high {
		d.low, d.high = d.high, d.low
	}
	return d
}

// above returns the distribution of whether a uniform number is above c, or below it.
func (d distribution) above(c float64, below bool) (distribution, bool) {
	p := min(1, max(0, (d.high-c)/(d.high-d.low)))
	if below {
		p = 1 - p
	}
	return distribution{kind: twoPoint, high: 1, p: p}, d.kind == uniform && d.high > d.low
}

// floor returns the distribution of a uniform number rounded down to one of two integers.
func (d distribution) floor() (distribution, bool) {
	k := math.Floor(d.low)
	p := max(0, (d.high-k-1)/(d.high-d.low))
	return distribution{kind: twoPoint, low: k, high: k + 1, p: p}, d.kind == uniform && d.high > d.low && p <= 1 && d.high <= k+2
}

func (d distribution) mean() float64 {
	if d.kind == twoPoint {
		return d.low + (d.high-d.low)*d.p
	}
	return (d.low + d.high) / 2
}

// certain reports whether there is only one possible value: a mask that drops nothing,
// or all.
func (d distribution) certain() bool {
	return d.low == d.high && d.kind != symmetric || d.kind == twoPoint && (d.p == 0 || d.p == 1)
}
