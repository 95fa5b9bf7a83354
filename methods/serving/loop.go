package serving

import (
	"slices"
	"strings"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// An Average describes a method that takes the mean of a gradient at several points, in
// a loop inside the graph.
type Average struct {
	// Rules are the method's own; nil differentiates.
	Rules autodiff.Override
	// Attribution adds the loop.
	Attribution func(l *Loop, a Arguments) (gr.Output, error)
}

// A Loop is the place where the loop of an average is emitted.
type Loop struct {
	*Server
	autodiff.Emitter
	variant Variant
	rules   autodiff.Override
}

// averaged prepares a method that averages over points.
func (s *Server) averaged(a Attribution) (func(Variant) (map[string]gr.Output, error), map[string]gr.Output, error) {
	chosen := arguments(autodiff.Emitter{Scope: s.scope.Sub(a.Name)}, a.Parameters, s.Input)
	return func(variant Variant) (map[string]gr.Output, error) {
		l := &Loop{Server: s, Emitter: autodiff.Emitter{Scope: s.scope.Sub(a.Name + variant.Suffix())}, variant: variant, rules: a.Average.Rules}
		attribution, err := a.Average.Attribution(l, chosen)
		if err != nil {
			return nil, err
		}
		attribution.Node.Types[0].Shape = s.Input.Shape()
		return map[string]gr.Output{"attribution": attribution}, nil
	}, chosen.placeholders(), nil
}

// underWay is how many points a loop evaluates at once; the command does the same. A
// loop needs memory for this number of gradients, however many points it has.
const underWay = 2

// Means emits the means of powers of the score's gradient, in float64, over as many
// points as times says. point emits the point of a round. Each point is a run of its
// own, and sums are kept in float64 in the order of the points. The result therefore
// does not depend on scheduling.
func (l *Loop) Means(times gr.Output, powers []int, point func(body autodiff.Emitter, round gr.Output) gr.Output) ([]gr.Output, error) {
	body := autodiff.Emitter{Scope: l.scope.Sub("body")}
	loop := gr.Loop{
		Name: strings.ReplaceAll(l.Prefix, "/", "_"), Times: times, Parallel: underWay,
		Round: placeholder(body, gr.Type{DType: gr.Int32, Shape: gr.Shape{}}),
	}
	exact := gr.Type{DType: gr.Double, Shape: l.Input.Shape()}
	for range powers {
		loop.State = append(loop.State, placeholder(body, exact))
	}
	dx, err := l.gradientAt(body.Scope, point(body, loop.Round))
	if err != nil {
		return nil, err
	}
	d := body.To(dx, gr.Double)
	for i, power := range powers {
		next := body.Add(loop.State[i], raised(body, d, power))
		next.Node.Types[0] = exact
		loop.Next = append(loop.Next, next)
		loop.Start = append(loop.Start, l.ZerosLike(l.To(l.Input, gr.Double)))
	}
	sums, err := l.Loop(loop, l.defs)
	if err != nil {
		return nil, err
	}
	for i := range sums {
		sums[i] = l.Div(sums[i], l.To(times, gr.Double))
	}
	return sums, nil
}

// raised emits d to a power, which is 1 or more.
func raised(e autodiff.Emitter, d gr.Output, power int) gr.Output {
	result := d
	for range power - 1 {
		result = e.Mul(result, d)
	}
	return result
}

// gradientAt emits the gradient of the score at another point, in the input's shape.
func (l *Loop) gradientAt(s gr.Scope, x gr.Output) (gr.Output, error) {
	x.Node.Types[0] = l.Input.Type()
	c, err := l.networkAt(s, x)
	if err != nil {
		return gr.Output{}, err
	}
	moved := slices.Clone(l.activations)
	for i, a := range moved {
		moved[i].Input, moved[i].Output = c.Of(a.Input), c.Of(a.Output)
	}
	return l.walk(s, c.Of(l.Logits), x, l.rules, moved)
}

// networkAt emits the network at another point, frozen by what was found at the input.
func (l *Loop) networkAt(s gr.Scope, x gr.Output) (*gr.Copy, error) {
	c := gr.NewCopy(s, map[gr.Output]gr.Output{l.Input: x})
	passes, outputs := map[*gr.Node]gr.Freezing{}, map[*gr.Node]gr.Freezing{}
	for i, f := range l.Freezings {
		switch {
		case l.variant == Plain || !l.criterion.freezes(i):
			outputs[f.Output.Node] = f
		case l.variant == Threshold:
			passes[f.Pass.Node] = f
			c.Replaced[f.Threshold], c.Replaced[f.Value] = l.thresholds[i], f.Activation
		case l.variant == Mask:
			c.Replaced[f.Pass], c.Replaced[f.Value] = l.masks[i], f.Activation
		}
	}
	c.Special = func(n *gr.Node, inputs []gr.Output) bool {
		// Nothing is fed here, so that the placeholders are left out.
		if f, ok := passes[n]; ok {
			c.Replaced[f.Pass] = inputs[0]
			return true
		}
		f, ok := outputs[n]
		if ok {
			c.Replaced[f.Output] = inputs[1]
		}
		return ok
	}
	return c, c.Add(l.Logits)
}
