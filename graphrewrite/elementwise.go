package graphrewrite

import "math"

// An elementwise is the function, in float64, of an op that computes each element of its
// output from the elements of its inputs at the same place. The table has the functions
// of those ops that activations are made of.
type elementwise struct {
	// inputs is how many it reads.
	inputs int
	// eval is nil where no function is known.
	eval func(n *Node, v []float64) float64
}

// anyNumber is in place of a number of inputs that the op leaves open.
const anyNumber = 0

// takes reports whether the function is known, and takes that many inputs.
func (f elementwise) takes(inputs int) bool {
	return f.eval != nil && (f.inputs == anyNumber || f.inputs == inputs)
}

func unaryOp(f func(float64) float64) elementwise {
	return elementwise{1, func(_ *Node, v []float64) float64 { return f(v[0]) }}
}

func binaryOp(f func(x, y float64) float64) elementwise {
	return elementwise{2, func(_ *Node, v []float64) float64 { return f(v[0], v[1]) }}
}

func ternaryOp(f func(x, y, z float64) float64) elementwise {
	return elementwise{3, func(_ *Node, v []float64) float64 { return f(v[0], v[1], v[2]) }}
}

// predicate is a function whose value is true, 1, or false, 0.
func predicate(f func(x, y float64) bool) elementwise {
	return binaryOp(func(x, y float64) float64 { return truth(f(x, y)) })
}

func plus(x, y float64) float64              { return x + y }
func minus(x, y float64) float64             { return x - y }
func times(x, y float64) float64             { return x * y }
func over(x, y float64) float64              { return x / y }
func squaredDifference(x, y float64) float64 { return (x - y) * (x - y) }

func equal(x, y float64) bool   { return x == y }
func unequal(x, y float64) bool { return x != y }
func greater(x, y float64) bool { return x > y }
func atLeast(x, y float64) bool { return x >= y }
func smaller(x, y float64) bool { return x < y }
func atMost(x, y float64) bool  { return x <= y }
func and(x, y float64) bool     { return x != 0 && y != 0 }
func or(x, y float64) bool      { return x != 0 || y != 0 }

func negate(u float64) float64   { return -u }
func not(u float64) float64      { return truth(u == 0) }
func invert(u float64) float64   { return 1 / u }
func square(u float64) float64   { return u * u }
func rsqrt(u float64) float64    { return 1 / math.Sqrt(u) }
func elu1(u float64) float64     { return elu(u, 1) }
func relu6(u float64) float64    { return min(relu(u), 6) }
func same(u float64) float64     { return u }
func relu(u float64) float64     { return max(u, 0) }
func sigmoid(u float64) float64  { return 1 / (1 + math.Exp(-u)) }
func softplus(u float64) float64 { return max(u, 0) + math.Log1p(math.Exp(-math.Abs(u))) }
func softsign(u float64) float64 { return u / (1 + math.Abs(u)) }

func elu(u, alpha float64) float64 {
	if u > 0 {
		return u
	}
	return alpha * math.Expm1(u)
}

func selu(u float64) float64 {
	const scale, alpha = 1.0507009873554805, 1.6732632423543772
	return scale * elu(u, alpha)
}

func sign(u float64) float64 {
	switch {
	case u > 0:
		return 1
	case u < 0:
		return -1
	}
	return u
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func divNoNaN(x, y float64) float64 {
	if y == 0 {
		return 0
	}
	return x / y
}

func clip(x, low, high float64) float64 { return min(max(x, low), high) }

func choose(where, x, y float64) float64 {
	if where != 0 {
		return x
	}
	return y
}

func sum(_ *Node, v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x
	}
	return s
}

func cast(n *Node, v []float64) float64 {
	switch t := n.DType("DstT"); {
	case t == Bool:
		return truth(v[0] != 0)
	case isFloating(t):
		return v[0]
	}
	return math.Trunc(v[0])
}

func leakyRelu(n *Node, v []float64) float64 {
	if v[0] < 0 {
		return float64(n.Float("alpha", 0.2)) * v[0]
	}
	return v[0]
}

// isFloating reports whether elements of the type vary continuously; those of an unknown
// type may.
func isFloating(t DataType) bool { return t == 0 || IsFloating(t) }

// IsFloating reports whether a type is of real numbers: float32, float64, float16 or
// bfloat16.
func IsFloating(t DataType) bool { return t == Float || t == Double || t == Half || t == BFloat16 }
