package pruned

import (
	"context"
	"math"

	"tfreeze/internal/kernels"
	"tfreeze/internal/pruned/network"
	"tfreeze/internal/pruned/plan"
)

// A Rule says what an activation z = f(u) makes of a gradient at the input: it is multiplied
// by Factor and, with Positive, is 0 where it is negative.
type Rule struct {
	Positive bool
	Factor   func(a *network.Activation, u, z float32) float32
}

// Grad is ordinary differentiation.
var Grad = Rule{Factor: slope}

// Guided passes what is positive at both ends of a layer's activation. Others are
// differentiated.
var Guided = Rule{Positive: true, Factor: func(a *network.Activation, u, z float32) float32 {
	switch {
	case !a.Layer:
		return slope(a, u, z)
	case z > 0:
		return 1
	}
	return 0
}}

// LRP is the epsilon rule, z / (u + epsilon sign u), sign 0 being +1.
func LRP(epsilon float32) Rule {
	return Rule{Factor: func(a *network.Activation, u, z float32) float32 {
		switch {
		case a.Plain:
			return slope(a, u, z)
		case u < 0:
			return z / (u - epsilon)
		}
		return z / (u + epsilon)
	}}
}

// slope is f'(u), as TensorFlow's gradients have it.
func slope(a *network.Activation, u, _ float32) float32 {
	if !a.Clips {
		_, s := kernels.FunctionOf(a.Op).At(float64(u), float64(a.Alpha))
		return float32(s)
	}
	if u > a.Lo && u < a.Hi {
		return 1
	}
	return 0
}

// value is f(u).
func value(a *network.Activation, u float32) float32 {
	if !a.Clips {
		v, _ := kernels.FunctionOf(a.Op).At(float64(u), float64(a.Alpha))
		return float32(v)
	}
	return min(max(u, a.Lo), a.Hi)
}

// AtInput returns what each rule sends back to the input's elements at x0, up to
// kernels.Lane rules in one pass, where threshold and mask are the same.
func (e *Engine) AtInput(ctx context.Context, p *plan.Plan, v plan.Values, rules []Rule) ([][]float32, error) {
	if _, err := e.columns(1, p, false, true); err != nil {
		return nil, err
	}
	r, err := e.run(p, v, false)
	if err != nil {
		return nil, err
	}
	defer r.release()
	r.allocate(kernels.Lane, true)
	clear(r.kept) // nothing differs from x0
	r.memory.Positive = make([]uint16, 1)
	for i, rule := range rules {
		if rule.Positive {
			r.memory.Positive[0] |= 1 << i
		}
	}
	for k := range r.Steps {
		r.atInput(k, func(row int32, _ int, a *network.Activation, u, z float32) {
			for i, rule := range rules {
				r.memory.Factors[int(row)*kernels.Lane+i] = rule.Factor(a, u, z)
			}
		})
	}
	if err := r.allBack(ctx); err != nil {
		return nil, err
	}
	return r.columns(len(rules)), nil
}

// atInput notes the winners of a step's max-pools at x0, and visits its activations.
func (r *run) atInput(k int, visit func(row int32, i int, a *network.Activation, u, z float32)) {
	s, l := &r.Steps[k], &r.Tensors[r.Steps[k].Out]
	if s.Kind == network.Max {
		for i := range l.Elements {
			won := uint8(0)
			for s.Members[s.First[i]+int32(won)].More != 0 {
				won++
			}
			for c := range kernels.Lane {
				r.winners[k][i*kernels.Lane+c] = won
			}
		}
	}
	if s.Activation == nil {
		return
	}
	own := *s.Activation
	for i, row := range l.Row {
		u := r.params[row].U0
		own.Alpha = own.AlphaOf(int(l.Elements[i]))
		visit(row, i, &own, u, value(&own, u))
	}
}

// columns are the gradients at the input's elements.
func (r *run) columns(n int) [][]float32 {
	input := &r.Tensors[r.Net.Input]
	maps := make([][]float32, n)
	for c := range maps {
		maps[c] = make([]float32, r.Shape(r.Net.Input).Elements())
		for i, e := range input.Elements {
			maps[c][e] = r.memory.Arena[int(input.Slot[i])*kernels.Lane+c]
		}
	}
	return maps
}

// smallDelta is the difference in u below which DeepExplain takes the derivative.
const smallDelta = 1e-5

// DeepLIFT returns what the Rescale rule sends back to the input's elements; from is
// baseline - x, and the plan one of a mask.
func (e *Engine) DeepLIFT(ctx context.Context, p *plan.Plan, v plan.Values, from []float32) ([]float32, error) {
	if _, err := e.columns(1, p, false, true); err != nil {
		return nil, err
	}
	r, err := e.run(p, v, false)
	if err != nil {
		return nil, err
	}
	defer r.release()
	r.allocate(kernels.Lane, true)
	input := &r.Tensors[r.Net.Input]
	for i, e := range input.Elements {
		at := int(input.Slot[i]) * kernels.Lane
		clear(r.memory.Arena[at : at+kernels.Lane])
		r.memory.Arena[at] = from[e]
	}
	r.memory.Sums = true
	for k := range r.Steps {
		if err := alive(ctx); err != nil {
			return nil, err
		}
		r.forward(k, r.at(r.memory, k))
		r.atInput(k, r.rescale)
	}
	clear(r.kept) // products are differentiated at x0
	if err := r.allBack(ctx); err != nil {
		return nil, err
	}
	return r.columns(1)[0], nil
}

// rescale turns what the baseline adds to u into the factor of the Rescale rule.
func (r *run) rescale(row int32, _ int, a *network.Activation, u, z float32) {
	factor := &r.memory.Factors[int(row)*kernels.Lane]
	at := u + *factor
	if a.Plain {
		*factor = slope(a, u, z)
	} else if du := u - at; math.Abs(float64(du)) > smallDelta {
		*factor = (z - value(a, at)) / du
	} else {
		*factor = slope(a, 0.5*(u+at), 0)
	}
}
