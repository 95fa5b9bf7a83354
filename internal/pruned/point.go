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
	if _, _, err := e.share(1, p, nil, true); err != nil {
		return nil, err
	}
	r, err := e.run(p, v, mode{})
	if err != nil {
		return nil, err
	}
	defer r.release()
	b := r.newBlock(0, kernels.Lane, true)
	b.memory.Positive = make([]uint16, 1)
	for i, rule := range rules {
		if rule.Positive {
			b.memory.Positive[0] |= 1 << i
		}
	}
	b.setSteps()
	for k := range r.Steps {
		whole := plan.Part{Step: k, To: len(r.Tensors[r.Steps[k].Out].Elements)}
		b.atInput(whole, func(row int32, a *network.Activation, u, z float32) {
			for i, rule := range rules {
				b.memory.Factors[int(row)*kernels.Lane+i] = rule.Factor(a, u, z)
			}
		})
	}
	return b.allBack(ctx, len(rules))
}

// atInput notes the winners of a part's max-pools at x0, and visits its activations.
func (b *block) atInput(part plan.Part, visit func(row int32, a *network.Activation, u, z float32)) {
	k := part.Step
	s, l := &b.Steps[k], &b.Tensors[b.Steps[k].Out]
	if s.Kind == network.Max {
		for i := part.From; i < part.To; i++ {
			won := uint8(0)
			for s.Members[s.First[i]+int32(won)].More != 0 {
				won++
			}
			for c := range kernels.Lane {
				b.winners[k][i*kernels.Lane+c] = won
			}
		}
	}
	if s.Activation == nil {
		return
	}
	own := *s.Activation
	for i := part.From; i < part.To; i++ {
		u := b.params[l.Row[i]].U0
		own.Alpha = own.AlphaOf(int(l.Elements[i]))
		visit(l.Row[i], &own, u, value(&own, u))
	}
}

// allBack takes the score's gradient to the input, as n maps.
func (b *block) allBack(ctx context.Context, n int) ([][]float32, error) {
	maps := make([][]float32, n)
	for c := range maps {
		maps[c] = make([]float32, b.Shape(b.Net.Input).Elements())
	}
	b.seed(&b.memory)
	err := b.back(ctx, func(part plan.Part) {
		if part.Back >= 0 {
			b.stepBack(part)
			return
		}
		if b.clearOrphans(&b.memory, part); part.Step < 0 {
			b.columnsOf(part, maps)
		}
	})
	return maps, err
}

// columnsOf takes the gradients at some of the input's elements.
func (b *block) columnsOf(part plan.Part, maps [][]float32) {
	input := &b.Tensors[b.Net.Input]
	for i := part.From; i < part.To; i++ {
		at := int(input.Grad[i]) * kernels.Lane
		for c := range maps {
			maps[c][input.Elements[i]] = b.memory.Arena[at+c]
		}
	}
}

// smallDelta is the difference in u below which DeepExplain takes the derivative.
const smallDelta = 1e-5

// DeepLIFT returns what the Rescale rule sends back to the input's elements, and the score at
// the baseline less that at x0; from is baseline - x, and the plan one of a mask.
func (e *Engine) DeepLIFT(ctx context.Context, p *plan.Plan, v plan.Values, from []float32) (sent []float32, atBaseline float64, err error) {
	if _, _, err := e.share(1, p, nil, true); err != nil {
		return nil, 0, err
	}
	r, err := e.run(p, v, mode{})
	if err != nil {
		return nil, 0, err
	}
	defer r.release()
	b := r.newBlock(0, kernels.Lane, true)
	b.memory.Sums = true
	b.setSteps()
	err = b.onward(ctx, func(part plan.Part) {
		if part.Step < 0 {
			b.load(part, [][]float32{from})
			return
		}
		b.step(part)
		b.atInput(part, b.rescale)
	})
	if err != nil {
		return nil, 0, err
	}
	atBaseline = b.score(0)
	for _, kept := range b.kept {
		clear(kept) // products are differentiated at x0
	}
	maps, err := b.allBack(ctx, 1)
	return maps[0], atBaseline, err
}

// rescale turns what the baseline adds to u into the factor of the Rescale rule.
func (b *block) rescale(row int32, a *network.Activation, u, z float32) {
	factor := &b.memory.Factors[int(row)*kernels.Lane]
	at := u + *factor
	if a.Plain {
		*factor = slope(a, u, z)
	} else if du := u - at; math.Abs(float64(du)) > smallDelta {
		*factor = (z - value(a, at)) / du
	} else {
		*factor = slope(a, 0.5*(u+at), 0)
	}
}
