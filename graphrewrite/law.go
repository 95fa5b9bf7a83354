package graphrewrite

import "math"

// A lawKind is a kind of distribution.
type lawKind int

const (
	_ lawKind = iota
	// uniform lies between low and high.
	uniform
	// around is symmetrical about low, which equals high.
	around
	// either is high with probability p, and low with 1 - p.
	either
)

// A law is the distribution of each element of a random tensor.
type law struct {
	kind      lawKind
	low, high float64
	p         float64
}

// maxLaw bounds the ops between a generator and a tensor made of its numbers.
const maxLaw = 16

// lawOf returns the law of a tensor that is computed from the numbers of one generator
// and constants, such as the mask of a dropout.
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

// mapped returns the law of n's output if its input has l. What an op does to a law takes
// code and not a row of ops; only mapped and with need it.
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

// with returns the law of n's output if its operands have l and are c; swapped says that
// c is the first.
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

// above returns the law of whether a uniform number is above c, or below it.
func (l law) above(c float64, below bool) (law, bool) {
	p := min(1, max(0, (l.high-c)/(l.high-l.low)))
	if below {
		p = 1 - p
	}
	return law{kind: either, high: 1, p: p}, l.kind == uniform && l.high > l.low
}

// floor returns the law of a uniform number rounded down to one of two integers.
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

// certain reports whether there is only one possible value: a mask that drops nothing,
// or all.
func (l law) certain() bool {
	return l.low == l.high && l.kind != around || l.kind == either && (l.p == 0 || l.p == 1)
}
