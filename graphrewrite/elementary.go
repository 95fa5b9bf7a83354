package graphrewrite

import "math"

// elementary lists functions of single numbers; what TensorFlow differentiates by
// another rule than the function's slope, such as StopGradient, is not among them.
var elementary = map[string]struct {
	operands int
	of       func(x []float64) float64
}{
	"Abs":          {1, func(x []float64) float64 { return math.Abs(x[0]) }},
	"Add":          {2, func(x []float64) float64 { return x[0] + x[1] }},
	"AddV2":        {2, func(x []float64) float64 { return x[0] + x[1] }},
	"Div":          {2, func(x []float64) float64 { return x[0] / x[1] }},
	"Erf":          {1, func(x []float64) float64 { return math.Erf(x[0]) }},
	"Exp":          {1, func(x []float64) float64 { return math.Exp(x[0]) }},
	"Expm1":        {1, func(x []float64) float64 { return math.Expm1(x[0]) }},
	"Greater":      {2, func(x []float64) float64 { return truth(x[0] > x[1]) }},
	"GreaterEqual": {2, func(x []float64) float64 { return truth(x[0] >= x[1]) }},
	"Less":         {2, func(x []float64) float64 { return truth(x[0] < x[1]) }},
	"LessEqual":    {2, func(x []float64) float64 { return truth(x[0] <= x[1]) }},
	"Log":          {1, func(x []float64) float64 { return math.Log(x[0]) }},
	"Log1p":        {1, func(x []float64) float64 { return math.Log1p(x[0]) }},
	"LogicalAnd":   {2, func(x []float64) float64 { return x[0] * x[1] }},
	"LogicalNot":   {1, func(x []float64) float64 { return 1 - x[0] }},
	"Maximum":      {2, func(x []float64) float64 { return max(x[0], x[1]) }},
	"Minimum":      {2, func(x []float64) float64 { return min(x[0], x[1]) }},
	"Mul":          {2, func(x []float64) float64 { return x[0] * x[1] }},
	"Neg":          {1, func(x []float64) float64 { return -x[0] }},
	"OnesLike":     {1, func([]float64) float64 { return 1 }},
	"Pow":          {2, func(x []float64) float64 { return math.Pow(x[0], x[1]) }},
	"RealDiv":      {2, func(x []float64) float64 { return x[0] / x[1] }},
	"Reciprocal":   {1, func(x []float64) float64 { return 1 / x[0] }},
	"Relu":         {1, func(x []float64) float64 { return max(x[0], 0) }},
	"Relu6":        {1, func(x []float64) float64 { return min(max(x[0], 0), 6) }},
	"Rsqrt":        {1, func(x []float64) float64 { return 1 / math.Sqrt(x[0]) }},
	"Select":       {3, pick},
	"SelectV2":     {3, pick},
	"Sigmoid":      {1, func(x []float64) float64 { return 1 / (1 + math.Exp(-x[0])) }},
	"Sign":         {1, func(x []float64) float64 { return truth(x[0] > 0) - truth(x[0] < 0) }},
	"Softplus":     {1, func(x []float64) float64 { return max(x[0], 0) + math.Log1p(math.Exp(-math.Abs(x[0]))) }},
	"Sqrt":         {1, func(x []float64) float64 { return math.Sqrt(x[0]) }},
	"Square":       {1, func(x []float64) float64 { return x[0] * x[0] }},
	"Sub":          {2, func(x []float64) float64 { return x[0] - x[1] }},
	"Tanh":         {1, func(x []float64) float64 { return math.Tanh(x[0]) }},
	"ZerosLike":    {1, func([]float64) float64 { return 0 }},
}

func pick(x []float64) float64 {
	if x[0] != 0 {
		return x[1]
	}
	return x[2]
}

// An evaluation computes tensors of one element.
type evaluation struct {
	known map[Output]float64
	left  int
}

// evaluate computes a tensor, given others; false if it is made of other ops.
func evaluate(o Output, given map[Output]float64) (float64, bool) {
	e := evaluation{known: map[Output]float64{}, left: maxDepth}
	for g, v := range given {
		e.known[g] = v
	}
	return e.value(o)
}

func (e *evaluation) value(o Output) (float64, bool) {
	if v, ok := e.known[o]; ok {
		return v, true
	}
	if e.left--; e.left < 0 {
		return 0, false
	}
	v, ok := e.compute(o)
	e.known[o] = v
	return v, ok
}

func (e *evaluation) compute(o Output) (float64, bool) {
	n := o.Node
	if n.Op == "Identity" || n.Op == "IdentityN" {
		if o.Index < len(n.Inputs) {
			return e.value(n.Inputs[o.Index])
		}
		return 0, false
	}
	f, ok := elementary[n.Op]
	if !ok {
		return number(o)
	}
	if len(n.Inputs) != f.operands {
		return 0, false
	}
	x := make([]float64, 0, f.operands)
	for _, in := range n.Inputs {
		v, ok := e.value(in)
		if !ok {
			return 0, false
		}
		x = append(x, v)
	}
	return f.of(x), true
}
