package pruned_test

import (
	"math"

	gr "tfreeze/graphrewrite"
)

// composites are activations of several ops, and their slopes. The last op's attribute
// "_kind" names one, and "_of" the node that it reads.
var composites = map[string]func(u float64) (z, slope float64){
	"Elu": func(u float64) (float64, float64) {
		if u < 0 {
			return math.Expm1(u), math.Exp(u)
		}
		return u, 1
	},
	"Selu": func(u float64) (float64, float64) {
		const scale, alpha = 1.0507009873554805, 1.6732632423543772
		if u < 0 {
			return scale * alpha * math.Expm1(u), scale * alpha * math.Exp(u)
		}
		return scale * u, scale
	},
	"Softplus": func(u float64) (float64, float64) { return math.Log1p(math.Exp(u)), 1 / (1 + math.Exp(-u)) },
	"Softsign": func(u float64) (float64, float64) {
		return u / (1 + math.Abs(u)), 1 / ((1 + math.Abs(u)) * (1 + math.Abs(u)))
	},
	"Swish": func(u float64) (float64, float64) {
		s := 1 / (1 + math.Exp(-u))
		return u * s, s + u*s*(1-s)
	},
	"HardSwish": func(u float64) (float64, float64) {
		slope := 0.0
		if u > -3 && u < 3 {
			slope = u / 6
		}
		return u * min(max(u+3, 0), 6) / 6, min(max(u+3, 0), 6)/6 + slope
	},
	"GELU": func(u float64) (float64, float64) {
		half := (1 + math.Erf(u/math.Sqrt2)) / 2
		return u * half, half + u*math.Exp(-u*u/2)/math.Sqrt(2*math.Pi)
	},
}

func kindOf(n *gr.Node) string { return n.Str("_kind", n.Op) }

// inputOf is what an activation reads.
func (r *reference) inputOf(n *gr.Node) gr.Output {
	if of := n.Str("_of", ""); of != "" {
		return r.g.Node(of).Out(0)
	}
	return n.Inputs[0]
}

// layers are the activations that are frozen; others are gates.
func (r *reference) layers() map[*gr.Node]bool {
	frozen := map[*gr.Node]bool{}
	for _, f := range r.frozen {
		frozen[f.activation.Node] = true
	}
	return frozen
}

// unary are functions of one tensor that are no activations, with their slopes.
func unary(op string) func(u float64) (z, slope float64) {
	switch op {
	case "Rsqrt":
		return func(u float64) (float64, float64) { return 1 / math.Sqrt(u), -0.5 / (u * math.Sqrt(u)) }
	case "Square":
		return func(u float64) (float64, float64) { return u * u, 2 * u }
	case "Erf":
		return func(u float64) (float64, float64) { return math.Erf(u), 2 / math.Sqrt(math.Pi) * math.Exp(-u*u) }
	case "StopGradient":
		return func(u float64) (float64, float64) { return u, 0 }
	}
	return nil
}

// binary are functions of two tensors, one of which may be a constant, with their slopes;
// Mul by a constant of each channel is a product (reference.products).
func binary(n *gr.Node) func(x, y float64) (z float64, slopes [2]float64) {
	switch n.Op {
	case "AddV2":
		return func(x, y float64) (float64, [2]float64) { return x + y, [2]float64{1, 1} }
	case "Sub":
		return func(x, y float64) (float64, [2]float64) { return x - y, [2]float64{1, -1} }
	case "Mul":
		if n.Inputs[1].Node.Op == "Const" {
			return nil
		}
		return func(x, y float64) (float64, [2]float64) { return x * y, [2]float64{y, x} }
	case "SquaredDifference":
		return func(x, y float64) (float64, [2]float64) {
			return (x - y) * (x - y), [2]float64{2 * (x - y), 2 * (y - x)}
		}
	case "Maximum":
		return func(x, y float64) (float64, [2]float64) { return max(x, y), [2]float64{truth(x >= y), truth(y > x)} }
	case "Minimum":
		return func(x, y float64) (float64, [2]float64) { return min(x, y), [2]float64{truth(x <= y), truth(y < x)} }
	}
	return nil
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// aligned visits the elements of an op on two tensors, which repeat along dimensions of one
// element.
func (r *reference) aligned(n *gr.Node, v map[gr.Output][]float64, visit func(e int, at [2]int, z [2]float64)) {
	h, w, c := dims(n.Out(0))
	for e := range h * w * c {
		var at [2]int
		var z [2]float64
		for k, in := range n.Inputs {
			ih, iw, ic := dims(in)
			at[k] = (e/c/w%ih*iw+e/c%w%iw)*ic + e%c%ic
			if in.Node.Op == "Const" {
				z[k] = r.constant(in)[at[k]]
			} else {
				z[k] = v[in][at[k]]
			}
		}
		visit(e, at, z)
	}
}

// transposed calls f for each element that moves.
func transposed(n *gr.Node, f func(out, in int, weight float64)) {
	perm := ints(n.Inputs[1].Node)
	from, to := n.Inputs[0].Shape(), n.Out(0).Shape()
	for e := range int(to.Elements()) {
		var at [4]int64
		rest := int64(e)
		for d := 3; d >= 0; d-- {
			at[perm[d]] = rest % to[d]
			rest /= to[d]
		}
		f(e, int(((at[0]*from[1]+at[1])*from[2]+at[2])*from[3]+at[3]), 1)
	}
}
