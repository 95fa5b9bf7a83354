package graphrewrite

import "math"

const (
	// maxExact is the largest integer up to which float64 holds all.
	maxExact = 1 << 53
	maxInt32 = 1<<31 - 1
)

// wholeOps are elementwise ops that are looked at for integers alone.
var wholeOps = map[string]func(x, y float64) float64{
	"FloorDiv":    func(x, y float64) float64 { return math.Floor(x / y) },
	"FloorMod":    func(x, y float64) float64 { return x - y*math.Floor(x/y) },
	"TruncateDiv": func(x, y float64) float64 { return math.Trunc(x / y) },
	"TruncateMod": math.Mod,
}

// isExact reports whether an op computes each element exactly, or rounded as IEEE 754
// says, so that it is the same wherever it is computed.
func (n *Node) isExact() bool {
	switch n.Op {
	case "Abs", "Maximum", "Minimum":
		return ops[n.Op].f.takes(len(n.Inputs))
	}
	return n.is(folds) && ops[n.Op].f.takes(len(n.Inputs)) || wholeOps[n.Op] != nil && len(n.Inputs) == 2
}

// exactly returns what an elementwise op computes of numbers; NaN if they are not known,
// or if float64 does not hold them all.
func exactly(n *Node, x []float64) float64 {
	if n.Op == "LogicalAnd" && (x[0] == 0 || x[1] == 0) {
		return 0
	}
	if n.Op == "LogicalOr" && (x[0] == 1 || x[1] == 1) {
		return 1
	}
	huge := 0
	for _, v := range x {
		if math.IsNaN(v) {
			return math.NaN()
		}
		if math.Abs(v) > maxExact {
			huge++
		}
	}
	if huge > 1 {
		return math.NaN()
	}
	return rounded(n, applied(n, x))
}

func applied(n *Node, x []float64) float64 {
	integers := !isFloating(n.DType("T"))
	if f := ops[n.Op].f; f.eval != nil && !(integers && n.is(divides)) {
		return f.eval(n, x)
	}
	if !integers || x[1] == 0 {
		return math.NaN()
	}
	if f := wholeOps[n.Op]; f != nil {
		return f(x[0], x[1])
	}
	return math.Trunc(x[0] / x[1])
}

// rounded returns a result as the type of the node's output holds it.
func rounded(n *Node, v float64) float64 {
	t := n.DType("T")
	if n.Op == "Cast" {
		t = n.DType("DstT")
	}
	switch {
	case t == Float:
		return float64(float32(v))
	case t == Double, t == Bool, t == 0:
		return v
	case v != math.Trunc(v):
		return math.NaN()
	case t == Int32 && math.Abs(v) <= maxInt32, t == Int64 && math.Abs(v) <= maxExact:
		return v
	}
	return math.NaN()
}
