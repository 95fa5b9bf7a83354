package network

import (
	"errors"
	"math"

	gr "tfreeze/graphrewrite"
)

// activationOps are the activations of one op that the engine computes by value and
// derivative.
var activationOps = []string{"LeakyRelu", "Elu", "Selu", "Softplus", "Softsign", "Sigmoid", "Tanh"}

// plainOps are other functions that it computes by value and derivative.
var plainOps = []string{"Erf", "Erfc", "Exp", "Log", "Reciprocal", "Inv", "Rsqrt", "Sqrt", "Square", "StopGradient"}

// function adds a step of a function that is no activation.
func (r *reader) function(o gr.Output, op string, u gr.Output) (int, error) {
	if op == "Inv" {
		op = "Reciprocal"
	}
	return r.step(o, Step{Kind: Add, Activation: &Activation{Op: op, Plain: true, Input: u, Output: o, Frozen: -1}}, u)
}

func plain(r *reader, o gr.Output) (int, error) {
	return r.function(o, o.Node.Op, o.Node.Inputs[0])
}

// maximum and minimum compare with one number.
func maximum(r *reader, o gr.Output) (int, error) { return r.bounded(o, true) }
func minimum(r *reader, o gr.Output) (int, error) { return r.bounded(o, false) }

func (r *reader) bounded(o gr.Output, below bool) (int, error) {
	v := r.varying(o.Node)
	if len(v) != 1 {
		return 0, errors.New("both of its inputs depend on the network's")
	}
	bound, err := r.number(o.Node.Inputs[1-v[0]])
	if err != nil {
		return 0, err
	}
	lo, hi := float32(math.Inf(-1)), bound
	if below {
		lo, hi = bound, float32(math.Inf(1))
	}
	return r.clip(o, o.Node.Inputs[v[0]], lo, hi)
}

func clipByValue(r *reader, o gr.Output) (int, error) {
	if err := r.alone(o.Node); err != nil {
		return 0, err
	}
	lo, err := r.number(o.Node.Inputs[1])
	if err != nil {
		return 0, err
	}
	hi, err := r.number(o.Node.Inputs[2])
	if err != nil {
		return 0, err
	}
	return r.clip(o, o.Node.Inputs[0], lo, hi)
}

// number is the value of a constant whose elements are all the same.
func (r *reader) number(constant gr.Output) (float32, error) {
	values, err := r.Floats(constant)
	if err != nil {
		return 0, err
	}
	for _, v := range values {
		if v != values[0] || math.IsNaN(float64(v)) {
			return 0, errors.New("its bounds are several")
		}
	}
	if len(values) == 0 {
		return 0, errors.New("its bound is empty")
	}
	return values[0], nil
}

func (r *reader) clip(o, u gr.Output, lo, hi float32) (int, error) {
	if !(lo < hi) {
		return 0, errors.New("its bounds")
	}
	return r.step(o, Step{Kind: Add, Activation: &Activation{Op: o.Node.Op, Plain: true, Clips: true, Lo: lo, Hi: hi, Input: u, Output: o, Frozen: -1}}, u)
}
