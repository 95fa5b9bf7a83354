package graphrewrite

import "math"

// lawKind is the kind of a distribution.
type lawKind int

const (
	_ lawKind = iota
	// uniform is between low and high.
	uniform
	// around is symmetrical about low, which is high too.
	around
	// either is high with the probability p, else low.
	either
)

// A law is how each element of a random tensor is distributed.
type law struct {
	kind      lawKind
	low, high float64
	p         float64
}

// maxLaw bounds how many ops lie between a generator and what is made of it.
const maxLaw = 16

// lawOf finds the law of a tensor that one generator, constants and arithmetic
// make, as dropout makes its mask.
func lawOf(o Output) (law, bool) { return lawWithin(o, maxLaw) }

func lawWithin(o Output, left int) (law, bool) {
	n := o.Node
	if left == 0 {
		return law{}, false
	}
	if n.draws() {
		g := generators[n.Op]
		return law{kind: g.kind, high: truth(g.kind == uniform)}, g.kind != 0
	}
	if in, ok := handedOn(o); ok {
		return lawWithin(in, left-1)
	}
	switch len(n.Inputs) {
	case 1:
		if l, ok := lawWithin(n.Inputs[0], left-1); ok {
			return l.mapped(n)
		}
	case 2:
		a, okA := number(n.Inputs[0])
		b, okB := number(n.Inputs[1])
		if okA == okB {
			return law{}, false
		}
		random, c := n.Inputs[0], b
		if okA {
			random, c = n.Inputs[1], a
		}
		if l, ok := lawWithin(random, left-1); ok {
			return l.with(n, c, okA)
		}
	}
	return law{}, false
}

// mapped is the law of what n makes of one that has l.
func (l law) mapped(n *Node) (law, bool) {
	switch n.Op {
	case "Cast":
		if l.kind != either {
			return l, isFloating(n.DType("DstT"))
		}
		l.low, l.high = cast(n, []float64{l.low}), cast(n, []float64{l.high})
		return l, true
	case "Neg":
		return l.affine(-1, 0), true
	case "LogicalNot":
		return l.affine(-1, 1), true
	case "Floor":
		return l.floor()
	case "Round", "Rint":
		return l.affine(1, 0.5).floor()
	}
	return law{}, false
}

// with is the law of what n makes of l and a constant, which comes first if
// swapped.
func (l law) with(n *Node, c float64, swapped bool) (law, bool) {
	switch n.Op {
	case "Add", "AddV2":
		return l.affine(1, c), true
	case "Sub":
		if swapped {
			return l.affine(-1, c), true
		}
		return l.affine(1, -c), true
	case "Mul":
		return l.affine(c, 0), true
	case "Div", "RealDiv":
		return l.affine(1/c, 0), !swapped && c != 0
	case "Greater", "GreaterEqual":
		return l.above(c, swapped)
	case "Less", "LessEqual":
		return l.above(c, !swapped)
	}
	return law{}, false
}

func (l law) affine(scale, shift float64) law {
	l.low, l.high = l.low*scale+shift, l.high*scale+shift
	if l.kind == uniform && l.low > l.high {
		l.low, l.high = l.high, l.low
	}
	return l
}

// above is whether a uniform number is above c, or below it.
func (l law) above(c float64, below bool) (law, bool) {
	p := min(1, max(0, (l.high-c)/(l.high-l.low)))
	if below {
		p = 1 - p
	}
	return law{kind: either, high: 1, p: p}, l.kind == uniform && l.high > l.low
}

// floor is one of two integers.
func (l law) floor() (law, bool) {
	k := math.Floor(l.low)
	p := max(0, (l.high-k-1)/(l.high-l.low))
	return law{kind: either, low: k, high: k + 1, p: p}, l.kind == uniform && l.high > l.low && p <= 1 && l.high <= k+2
}

func (l law) mean() float64 {
	if l.kind == either {
		return l.low + (l.high-l.low)*l.p
	}
	return (l.low + l.high) / 2
}

// certain reports whether nothing is left to chance: nothing is dropped.
func (l law) certain() bool {
	return l.low == l.high && l.kind != around || l.kind == either && (l.p == 0 || l.p == 1)
}
