package graphrewrite

import "math"

// An elementwise op gives each element of its output from those of its inputs at
// the same place.
type elementwise struct {
	// inputs is how many it reads, 0 for any number.
	inputs int
	f      func(n *Node, v []float64) float64
}

// elementwiseOps are those that activations may be made of. Ops that stop a
// gradient are left out: an activation is what its gradient says, too.
var elementwiseOps = withIdentities(map[string]elementwise{
	"Abs":               unaryOp(math.Abs),
	"Acosh":             unaryOp(math.Acosh),
	"Asinh":             unaryOp(math.Asinh),
	"Atan":              unaryOp(math.Atan),
	"Ceil":              unaryOp(math.Ceil),
	"Cos":               unaryOp(math.Cos),
	"Cosh":              unaryOp(math.Cosh),
	"Elu":               unaryOp(func(u float64) float64 { return elu(u, 1) }),
	"Erf":               unaryOp(math.Erf),
	"Erfc":              unaryOp(math.Erfc),
	"Exp":               unaryOp(math.Exp),
	"Expm1":             unaryOp(math.Expm1),
	"Floor":             unaryOp(math.Floor),
	"Inv":               unaryOp(func(u float64) float64 { return 1 / u }),
	"Log":               unaryOp(math.Log),
	"Log1p":             unaryOp(math.Log1p),
	"LogicalNot":        unaryOp(func(u float64) float64 { return 1 - u }),
	"Neg":               unaryOp(func(u float64) float64 { return -u }),
	"Reciprocal":        unaryOp(func(u float64) float64 { return 1 / u }),
	"Relu":              unaryOp(relu),
	"Relu6":             unaryOp(func(u float64) float64 { return min(relu(u), 6) }),
	"Rint":              unaryOp(math.RoundToEven),
	"Round":             unaryOp(math.RoundToEven),
	"Rsqrt":             unaryOp(func(u float64) float64 { return 1 / math.Sqrt(u) }),
	"Selu":              unaryOp(selu),
	"Sigmoid":           unaryOp(sigmoid),
	"Sign":              unaryOp(sign),
	"Sin":               unaryOp(math.Sin),
	"Sinh":              unaryOp(math.Sinh),
	"Softplus":          unaryOp(softplus),
	"Softsign":          unaryOp(softsign),
	"Sqrt":              unaryOp(math.Sqrt),
	"Square":            unaryOp(func(u float64) float64 { return u * u }),
	"Tan":               unaryOp(math.Tan),
	"Tanh":              unaryOp(math.Tanh),
	"Add":               binaryOp(func(x, y float64) float64 { return x + y }),
	"AddV2":             binaryOp(func(x, y float64) float64 { return x + y }),
	"Div":               binaryOp(func(x, y float64) float64 { return x / y }),
	"DivNoNan":          binaryOp(divNoNaN),
	"Equal":             binaryOp(func(x, y float64) float64 { return truth(x == y) }),
	"Greater":           binaryOp(func(x, y float64) float64 { return truth(x > y) }),
	"GreaterEqual":      binaryOp(func(x, y float64) float64 { return truth(x >= y) }),
	"Less":              binaryOp(func(x, y float64) float64 { return truth(x < y) }),
	"LessEqual":         binaryOp(func(x, y float64) float64 { return truth(x <= y) }),
	"LogicalAnd":        binaryOp(func(x, y float64) float64 { return truth(x != 0 && y != 0) }),
	"LogicalOr":         binaryOp(func(x, y float64) float64 { return truth(x != 0 || y != 0) }),
	"Maximum":           binaryOp(math.Max),
	"Minimum":           binaryOp(math.Min),
	"Mul":               binaryOp(func(x, y float64) float64 { return x * y }),
	"NotEqual":          binaryOp(func(x, y float64) float64 { return truth(x != y) }),
	"Pow":               binaryOp(math.Pow),
	"RealDiv":           binaryOp(func(x, y float64) float64 { return x / y }),
	"SquaredDifference": binaryOp(func(x, y float64) float64 { return (x - y) * (x - y) }),
	"Sub":               binaryOp(func(x, y float64) float64 { return x - y }),
	"ClipByValue":       ternaryOp(func(x, low, high float64) float64 { return min(max(x, low), high) }),
	"Select":            ternaryOp(choose),
	"SelectV2":          ternaryOp(choose),
	"AddN":              {0, sum},
	"Cast":              {1, cast},
	"LeakyRelu":         {1, leakyRelu},
})

func withIdentities(ops map[string]elementwise) map[string]elementwise {
	for _, op := range identities {
		ops[op] = unaryOp(same)
	}
	return ops
}

// affineOps are those, besides the identities, that bend nothing if at most one input
// varies.
var affineOps = []string{"Add", "AddN", "AddV2", "Mul", "Neg", "Sub"}

func unaryOp(f func(float64) float64) elementwise {
	return elementwise{1, func(_ *Node, v []float64) float64 { return f(v[0]) }}
}

func binaryOp(f func(x, y float64) float64) elementwise {
	return elementwise{2, func(_ *Node, v []float64) float64 { return f(v[0], v[1]) }}
}

func ternaryOp(f func(x, y, z float64) float64) elementwise {
	return elementwise{3, func(_ *Node, v []float64) float64 { return f(v[0], v[1], v[2]) }}
}

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

// isFloating reports whether elements of the type vary continuously; one that is
// not known may.
func isFloating(t DataType) bool {
	switch t {
	case 0, Float, Double, Half, BFloat16:
		return true
	}
	return false
}
