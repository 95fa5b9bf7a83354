package network

import (
	"math"

	gr "tfreeze/graphrewrite"
)

// A fit returns what of a kind a function may be, and its closed form.
type fit func(f func(u float64) float64) (Activation, func(u float64) float64)

// far is where bounded functions have reached their bounds.
const far = 300

// fits are the kinds of composites that the engine computes.
var fits = []fit{
	fitClip, fitLeaky, fitSwish,
	fixed("HardSwish", func(u float64) float64 { return u * min(max(u+3, 0), 6) / 6 }),
	fixed("GELU", func(u float64) float64 { return u / 2 * (1 + math.Erf(u/math.Sqrt2)) }),
	fixed("TanhGELU", func(u float64) float64 {
		return u / 2 * (1 + math.Tanh(math.Sqrt(2/math.Pi)*(u+0.044715*u*u*u)))
	}),
	fixed("Mish", func(u float64) float64 { return u * math.Tanh(math.Log1p(math.Exp(u))) }),
	fixed("Softplus", func(u float64) float64 { return math.Log1p(math.Exp(u)) }),
	fixed("Elu", func(u float64) float64 { return max(u, 0) + math.Expm1(min(u, 0)) }),
	fixed("Sigmoid", sigmoid),
	fixed("Tanh", math.Tanh),
}

func fixed(op string, g func(u float64) float64) fit {
	return func(func(float64) float64) (Activation, func(float64) float64) { return Activation{Op: op}, g }
}

func sigmoid(u float64) float64 { return 1 / (1 + math.Exp(-u)) }

// fitClip: the identity between two bounds, of which one may be none.
func fitClip(f func(float64) float64) (Activation, func(float64) float64) {
	lo, hi := f(-far), f(far)
	a := Activation{Op: "Clip", Clips: true, Lo: bound(lo), Hi: bound(hi)}
	if a.Lo == 0 && math.IsInf(float64(a.Hi), 1) {
		a.Op = "Relu"
	}
	return a, func(u float64) float64 { return min(max(u, lo), hi) }
}

func bound(v float64) float32 {
	if math.Abs(v) >= far {
		return float32(math.Inf(int(v)))
	}
	return float32(v)
}

func fitLeaky(f func(float64) float64) (Activation, func(float64) float64) {
	alpha := -f(-1)
	return Activation{Op: "LeakyRelu", Alpha: float32(alpha)}, func(u float64) float64 { return max(u, 0) + alpha*min(u, 0) }
}

// fitSwish: u Sigmoid(alpha u).
func fitSwish(f func(float64) float64) (Activation, func(float64) float64) {
	half := f(1)
	alpha := math.Log(half / (1 - half))
	return Activation{Op: "Swish", Alpha: float32(alpha)}, func(u float64) float64 { return u * sigmoid(alpha*u) }
}

// composite is the activation of several ops whose function is one of the kinds but for the
// rounding of its constants to float32; nil for any other.
func (r *reader) composite(a gr.Activation) *Activation {
	f := a.Function()
	if f == nil {
		return r.prelu(a)
	}
	for _, fit := range fits {
		if known, g := fit(f); agree(f, g) {
			return &known
		}
	}
	return nil
}

// agree compares two functions where activations bend. Constants of float32 make values
// differ by 3e-7 at most; GELU's two forms differ by 5e-4.
func agree(f, g func(float64) float64) bool {
	const allowed = 1e-6
	for u := -12.0137; u < 12; u += 0.0931 {
		if want := g(u); !(math.Abs(f(u)-want) <= allowed*max(1, math.Abs(want))) {
			return false
		}
	}
	return true
}

// prelu is a LeakyRelu with a slope of each channel or element, which one tensor makes.
func (r *reader) prelu(a gr.Activation) *Activation {
	of, f := a.Parameter()
	if a.Kind != "PReLU" || f == nil {
		return nil
	}
	none, one := -f(0, -1), -f(1, -1)-(-f(0, -1))
	if math.Abs(-f(2, -1)-none-2*one) > 1e-6 {
		return nil
	}
	values, err := r.broadcast(of, a.Output)
	if err != nil {
		return nil
	}
	slopes := make([]float32, len(values))
	for i, v := range values {
		slopes[i] = float32(none + one*float64(v))
	}
	return &Activation{Op: "LeakyRelu", Alphas: slopes}
}
