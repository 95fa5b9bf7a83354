package serving

import (
	"slices"
	"strings"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// An Average is what a method does that takes the mean of a gradient at several
// points: a loop inside the graph.
type Average struct {
	// Rules are the method's own, nil differentiates.
	Rules autodiff.Override
	// Options adds what a caller may choose, once for all variants.
	Options func(e autodiff.Emitter, n *Net) map[string]Option
	// Attribution adds the loop.
	Attribution func(l *Loop, options map[string]Option) (gr.Output, error)
}

// A Loop is where an average is emitted.
type Loop struct {
	*Server
	autodiff.Emitter
	variant Variant
	rules   autodiff.Override
}

// averaged prepares a method that averages.
func (s *Server) averaged(a Attribution) (func(Variant) (map[string]gr.Output, error), map[string]gr.Output, error) {
	options := a.Average.Options(autodiff.Emitter{Scope: s.scope.Sub(a.Name)}, s.Net)
	placeholders := map[string]gr.Output{}
	for name, o := range options {
		placeholders[name] = o.Placeholder
	}
	return func(variant Variant) (map[string]gr.Output, error) {
		l := &Loop{Server: s, Emitter: autodiff.Emitter{Scope: s.scope.Sub(a.Name + variant.Suffix())}, variant: variant, rules: a.Average.Rules}
		attribution, err := a.Average.Attribution(l, options)
		if err != nil {
			return nil, err
		}
		attribution.Node.Types[0].Shape = s.Input.Shape()
		return map[string]gr.Output{"attribution": attribution}, nil
	}, placeholders, nil
}

// underWay is how many points are evaluated side by side, as by the command. A loop
// needs memory for this many gradients, however many points it takes.
const underWay = 2

// Mean emits the mean, float64, of the score's gradient, or of its square, at as
// many points as times says; point emits the one of a round. Each point is a run of
// its own, and sums are kept in float64 in the order of the points, so that the
// result does not depend on how they are scheduled.
func (l *Loop) Mean(times gr.Output, squared bool, point func(body autodiff.Emitter, round gr.Output) gr.Output) (gr.Output, error) {
	body := autodiff.Emitter{Scope: l.scope.Sub("body")}
	exact := gr.Type{DType: gr.Double, Shape: l.Input.Shape()}
	round := placeholder(body, gr.Type{DType: gr.Int32, Shape: gr.Shape{}})
	sum := placeholder(body, exact)
	dx, err := l.gradientAt(body.Scope, point(body, round))
	if err != nil {
		return dx, err
	}
	d := body.To(dx, gr.Double)
	if squared {
		d = body.Mul(d, d)
	}
	next := body.Add(sum, d)
	next.Node.Types[0] = exact
	last, err := l.Loop(gr.Loop{
		Name: strings.ReplaceAll(l.Prefix, "/", "_"), Times: times, Round: round, Parallel: underWay,
		State: []gr.Output{sum}, Start: []gr.Output{l.ZerosLike(l.To(l.Input, gr.Double))}, Next: []gr.Output{next},
	}, l.defs)
	if err != nil {
		return gr.Output{}, err
	}
	return l.Div(last[0], l.To(times, gr.Double)), nil
}

// gradientAt emits the score's gradient at another point, in the input's shape.
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

// networkAt emits the network at another point, frozen to what was found at the
// input.
func (l *Loop) networkAt(s gr.Scope, x gr.Output) (*gr.Copy, error) {
	c := gr.NewCopy(s, map[gr.Output]gr.Output{l.Input: x})
	passes, outputs := map[*gr.Node]gr.Freezing{}, map[*gr.Node]gr.Freezing{}
	for i, f := range l.Freezings {
		switch l.variant {
		case Plain:
			outputs[f.Output.Node] = f
		case Threshold:
			passes[f.Pass.Node] = f
			c.Replaced[f.Threshold], c.Replaced[f.Value] = l.thresholds[i], f.Activation
		case Mask:
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
