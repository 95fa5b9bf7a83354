package verify

import (
	"context"
	"maps"
	"slices"

	"tfreeze/explain"
	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/targets"
)

// A point is an input, and what the checks share there.
type point struct {
	*Verifier
	ctx     context.Context
	request Request
	// shape has a batch dimension of 1.
	shape []int64
	x     []float32
	// asked is what the request asks for, or the largest element of scores with positions.
	asked targets.Target
	// result has the maps of all variants.
	result *explain.Result
	// results holds what explain computes of the inputs of a trial, by the number of the
	// trial, and calls what the signatures give for them.
	results map[int][]*explain.Result
	calls   map[string]given
}

func (v *Verifier) at(ctx context.Context, shape []int64, x []float32, r Request) (*point, error) {
	p := &point{Verifier: v, ctx: ctx, request: r, shape: append([]int64{1}, shape...), x: x, results: map[int][]*explain.Result{}, calls: map[string]given{}}
	r.Request.Methods = v.withGradient(r.Methods)
	r.Request.Variants, r.Request.Each, r.Request.Progress = v.variants(), nil, nil
	r.Request.Engine = explain.DenseEngine // the graph is verified
	var err error
	if p.asked, err = p.target(r.Target); err != nil {
		return nil, err
	}
	r.Target = p.asked
	p.request = r
	if p.result, err = v.explainer.Explain(ctx, shape, x, r.Request); err != nil {
		return nil, err
	}
	return p, nil
}

// target is the target that a request asks for. Scores with positions have no top class:
// in place of it, their largest element is taken.
func (p *point) target(asked targets.Target) (targets.Target, error) {
	given := func(s gr.Signature) bool { return !s.Inputs[serving.TargetWeights].IsZero() }
	if !asked.IsTop() || !slices.ContainsFunc(p.subject.Model.Signatures, given) {
		return asked, nil
	}
	out, err := p.run(p.x, nil, p.logits.String())
	if err != nil {
		return asked, err
	}
	scores, err := tensorflow.Values[float32](out[0])
	if err != nil || len(scores) == 0 {
		return asked, err
	}
	at, shape := slices.Index(scores, slices.Max(scores)), out[0].Shape()[1:]
	index := make([]int, len(shape))
	for d := len(shape) - 1; d >= 0; d-- {
		index[d], at = at%int(shape[d]), at/int(shape[d])
	}
	return targets.Element(index...), nil
}

// variants are those that the model can be explained in.
func (v *Verifier) variants() []serving.Variant { return v.explainer.Variants() }

// unfrozen says why nothing is frozen; empty if something is.
func (v *Verifier) unfrozen() string { return v.subject.Model.Card.Generated.Unfrozen }

// withGradient adds the gradient to the methods, if the model has it.
func (v *Verifier) withGradient(chosen []methods.Method) []methods.Method {
	if slices.ContainsFunc(chosen, isGradient) {
		return chosen
	}
	if _, ok := v.subject.Model.Signature("grad" + serving.WithOptions); !ok {
		return chosen
	}
	grad, _ := methods.Select([]string{"grad"})
	return append(grad, chosen...)
}

func isGradient(m methods.Method) bool { return m.Name == "grad" }

// run runs the frozen-aware graph at an input of the point's shape, with the freezings
// fed.
func (p *point) run(x []float32, freeze map[string]*tensorflow.Tensor, fetches ...string) ([]*tensorflow.Tensor, error) {
	if err := context.Cause(p.ctx); err != nil {
		return nil, err
	}
	feeds := map[string]*tensorflow.Tensor{}
	maps.Copy(feeds, freeze)
	var err error
	if feeds[p.input.String()], err = tensorflow.New(p.shape, x); err != nil {
		return nil, err
	}
	return p.explainer.Run(feeds, fetches...)
}

// attribution finds a map in a result; nil if it has none of that method and variant.
func attribution(r *explain.Result, method string, v serving.Variant) *explain.Attribution {
	for i, a := range r.Attributions {
		if a.Method == method && a.Variant == v {
			return &r.Attributions[i]
		}
	}
	return nil
}
