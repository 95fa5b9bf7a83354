package graphrewrite

import "math"

// A kind is a family of functions that is known as an activation.
type kind struct {
	name string
	// fit returns the member of the family that f may be, or nil if f is not of this
	// kind. The member returns NaN at a point where it makes no claim, such as a jump.
	fit func(f func(float64) float64) func(u float64) float64
	// scales names an activation op if the kind is a multiple of it, perhaps shifted.
	// Only such kinds are looked for in a multiple: Relu(2u)/2 is a Relu between two
	// layers.
	scales string
	// part marks a multiple of a kind: the op that scales it back may follow.
	part bool
}

// far is a point where bounded functions have reached their bounds, and others their
// asymptotes.
const far = 300

// kinds lists the activations that are known, the special before the general.
var kinds = []kind{
	{name: "Relu", fit: fixed(relu)},
	{name: "Relu6", fit: fixed(func(u float64) float64 { return min(relu(u), 6) })},
	{name: "LeakyRelu", fit: fitLeakyRelu},
	{name: "ClippedRelu", fit: fitClippedRelu},
	{name: "ThresholdedRelu", fit: fitThresholdedRelu},
	{name: "Elu", fit: fitElu},
	{name: "Selu", fit: fixed(selu)},
	{name: "Celu", fit: fitCelu},
	{name: "Softplus", fit: fixed(softplus)},
	{name: "LogSigmoid", fit: fixed(func(u float64) float64 { return -softplus(-u) }), scales: "Softplus"},
	{name: "Softsign", fit: fixed(softsign)},
	{name: "Sigmoid", fit: fixed(sigmoid)},
	{name: "HardSigmoid", fit: fitHardSigmoid, scales: "Relu6"},
	{name: "Tanh", fit: fixed(math.Tanh), scales: "Sigmoid"},
	{name: "HardTanh", fit: fixed(func(u float64) float64 { return min(max(u, -1), 1) })},
	{name: "Swish", fit: fitSwish},
	{name: "HardSwish", fit: fixed(hardSwish)},
	{name: "HardSwish", fit: fixed(func(u float64) float64 { return 6 * hardSwish(u) }), part: true},
	{name: "GELU", fit: fixed(func(u float64) float64 { return u / 2 * (1 + math.Erf(u/math.Sqrt2)) })},
	{name: "GELU", fit: fixed(tanhGELU)},
	{name: "Mish", fit: fixed(func(u float64) float64 { return u * math.Tanh(softplus(u)) })},
	{name: "Squareplus", fit: fitSquareplus},
	{name: "SparsePlus", fit: fixed(sparsePlus)},
	{name: "SoftShrink", fit: fitSoftShrink},
	{name: "HardShrink", fit: fitHardShrink},
	{name: "TanhExp", fit: fixed(func(u float64) float64 { return u * math.Tanh(math.Exp(u)) })},
	{name: "Phish", fit: fixed(func(u float64) float64 { return u * math.Tanh(u/2*(1+math.Erf(u/math.Sqrt2))) })},
	{name: "Serf", fit: fixed(func(u float64) float64 { return u * math.Erf(softplus(u)) })},
	{name: "Logish", fit: fixed(func(u float64) float64 { return u * math.Log1p(sigmoid(u)) })},
	{name: "ACON", fit: fitACON},
}

func fixed(g func(float64) float64) func(func(float64) float64) func(float64) float64 {
	return func(func(float64) float64) func(float64) float64 { return g }
}

func hardSwish(u float64) float64 { return u * min(max(u+3, 0), 6) / 6 }

func tanhGELU(u float64) float64 {
	return u / 2 * (1 + math.Tanh(math.Sqrt(2/math.Pi)*(u+0.044715*u*u*u)))
}

func sparsePlus(u float64) float64 {
	if math.Abs(u) < 1 {
		return (u + 1) * (u + 1) / 4
	}
	return relu(u)
}

func leaky(u, slope float64) float64 {
	if u < 0 {
		return slope * u
	}
	return u
}

func fitLeakyRelu(f func(float64) float64) func(float64) float64 {
	slope := -f(-1)
	if math.Abs(slope+1) < 1e-6 {
		return nil // the absolute value
	}
	return func(u float64) float64 { return leaky(u, slope) }
}

// fitClippedRelu: a LeakyRelu that ends at a bound.
func fitClippedRelu(f func(float64) float64) func(float64) float64 {
	slope, bound := -f(-1), f(far)
	if bound <= 0 || bound >= far || math.Abs(slope-1) < 1e-6 {
		return nil // it is linear below its bound
	}
	return func(u float64) float64 { return min(leaky(u, slope), bound) }
}

// fitThresholdedRelu: u above a threshold, and below it another number, at a jump.
func fitThresholdedRelu(f func(float64) float64) func(float64) float64 {
	below := f(-far)
	if !near(f(far), far) || !near(f(0), 0) && !near(f(0), below) {
		return nil
	}
	threshold := bisect(-far, far, func(u float64) bool { return math.Abs(f(u)-u) < math.Abs(f(u)-below) })
	if near(below, threshold) {
		return nil
	}
	return func(u float64) float64 {
		switch {
		case near(u, threshold):
			return math.NaN()
		case u > threshold:
			return u
		}
		return below
	}
}

func fitElu(f func(float64) float64) func(float64) float64 {
	alpha := -f(-far)
	return func(u float64) float64 { return elu(u, alpha) }
}

// fitCelu: alpha (exp(u/alpha) - 1) for negative u.
func fitCelu(f func(float64) float64) func(float64) float64 {
	at := func(u, alpha float64) float64 { return alpha * math.Expm1(u/alpha) }
	want := f(-1)
	alpha := math.Exp(bisect(math.Log(1e-3), math.Log(1e3), func(a float64) bool { return at(-1, math.Exp(a)) < want }))
	return func(u float64) float64 {
		if u > 0 {
			return u
		}
		return at(u, alpha)
	}
}

// fitHardSigmoid: a slope around 0, and bounds at 0 and 1.
func fitHardSigmoid(f func(float64) float64) func(float64) float64 {
	slope := 2 * (f(0.25) - f(-0.25))
	if !(slope > 0) {
		return nil
	}
	return func(u float64) float64 { return min(max(slope*u+0.5, 0), 1) }
}

// fitSwish: u Sigmoid(beta u).
func fitSwish(f func(float64) float64) func(float64) float64 {
	beta := logit(f(1))
	return func(u float64) float64 { return u * sigmoid(beta*u) }
}

func fitSquareplus(f func(float64) float64) func(float64) float64 {
	b := 4 * f(0) * f(0)
	if !(b > 0) {
		return nil
	}
	return func(u float64) float64 { return (u + math.Sqrt(u*u+b)) / 2 }
}

func fitSoftShrink(f func(float64) float64) func(float64) float64 {
	by := far - f(far)
	if !(by > 0) {
		return nil
	}
	return func(u float64) float64 { return math.Copysign(relu(math.Abs(u)-by), u) }
}

func fitHardShrink(f func(float64) float64) func(float64) float64 {
	if !near(f(far), far) || !near(f(-far), -far) || !near(f(0), 0) {
		return nil
	}
	threshold := bisect(0, far, func(u float64) bool { return math.Abs(f(u)-u) < math.Abs(f(u)) })
	return func(u float64) float64 {
		switch {
		case near(math.Abs(u), threshold):
			return math.NaN()
		case math.Abs(u) > threshold:
			return u
		}
		return 0
	}
}

// fitACON: (p - q) u Sigmoid(beta (p - q) u) + q u. With q = 0 it is a multiple of Swish,
// and with q = 1 Swish beside a shortcut: neither is of this kind.
func fitACON(f func(float64) float64) func(float64) float64 {
	p, q := f(far)/far, -f(-far)/far
	if math.Abs(q) < 1e-2 || math.Abs(q-1) < 1e-2 {
		return nil
	}
	beta := logit((f(1) - q) / (p - q))
	return func(u float64) float64 { return (p-q)*u*sigmoid(beta*u) + q*u }
}

// logit returns the point where Sigmoid is p; NaN if p is so close to 0 or 1 that the
// function is a step rather than a sigmoid.
func logit(p float64) float64 {
	const close = 1e-9
	if !(p > close && p < 1-close) {
		return math.NaN()
	}
	return math.Log(p / (1 - p))
}

// bisect returns the point between two numbers from which a condition holds.
func bisect(low, high float64, holds func(float64) bool) float64 {
	for range 60 {
		if middle := (low + high) / 2; holds(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return high
}

// near reports whether two numbers are too close to tell the sides of a jump apart.
func near(u, v float64) bool { return math.Abs(u-v) < 1e-2 }
