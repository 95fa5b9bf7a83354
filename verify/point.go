package verify

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"tfreeze/explain"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// A point is an input at which the checks are made.
type point struct {
	*Verifier
	ctx     context.Context
	request Request
	// shape has a batch dimension of 1.
	shape []int64
	x     []float32
	// result has the maps of all variants.
	result *explain.Result
	// freeze is what each variant feeds to the freezings.
	freeze map[explain.Variant]map[string]*tensorflow.Tensor
	// scores are those of all classes with nothing fed.
	scores []float32
	// results are what explain computes of the inputs of a trial, as signatures serve it.
	results map[int][]*explain.Result
	// calls are what signatures give for them at once.
	calls map[string]given
}

func (v *Verifier) at(ctx context.Context, shape []int64, x []float32, r Request) (*point, error) {
	p := &point{Verifier: v, ctx: ctx, request: r, shape: append([]int64{1}, shape...), x: x, results: map[int][]*explain.Result{}, calls: map[string]given{}}
	r.Request.Methods = v.withGradient(r.Methods)
	r.Request.Variants, r.Request.Each, r.Request.Progress = explain.Variants, nil, nil
	p.request = r
	var err error
	if p.result, err = v.explainer.Explain(ctx, shape, x, r.Request); err != nil {
		return nil, err
	}
	return p, p.calibrate()
}

// withGradient adds the gradient, if the model has it.
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

// calibrate notes what the variants feed: activations as the graph gives them
// here, and the thresholds that were found in them.
func (p *point) calibrate() error {
	fetches := []string{p.logits.String()}
	for _, f := range p.freezings {
		fetches = append(fetches, f.Activation.String())
	}
	out, err := p.run(p.x, nil, fetches...)
	if err != nil {
		return err
	}
	if p.scores, err = tensorflow.Values[float32](out[0]); err != nil {
		return err
	}
	if len(p.result.Layers) != len(p.freezings) {
		return fmt.Errorf("%d layers have a threshold, %d are frozen", len(p.result.Layers), len(p.freezings))
	}
	p.freeze = map[explain.Variant]map[string]*tensorflow.Tensor{explain.Plain: {}}
	for _, v := range []explain.Variant{explain.Threshold, explain.Mask} {
		if p.freeze[v], err = p.frozenBy(v, out[1:]); err != nil {
			return err
		}
	}
	return nil
}

func (p *point) frozenBy(v explain.Variant, activations []*tensorflow.Tensor) (map[string]*tensorflow.Tensor, error) {
	feeds := map[string]*tensorflow.Tensor{}
	for i, f := range p.freezings {
		feeds[f.Value.String()] = activations[i]
		t := p.result.Layers[i].Threshold
		var err error
		if v == explain.Threshold {
			feeds[f.Threshold.String()], err = tensorflow.Scalar(t)
		} else {
			feeds[f.Pass.String()], err = reaching(activations[i], t)
		}
		if err != nil {
			return nil, err
		}
	}
	return feeds, nil
}

// reaching marks the elements that reach a threshold.
func reaching(a *tensorflow.Tensor, threshold float32) (*tensorflow.Tensor, error) {
	values, err := tensorflow.Values[float32](a)
	if err != nil {
		return nil, err
	}
	pass := make([]bool, len(values))
	for i, v := range values {
		pass[i] = v >= threshold
	}
	return tensorflow.New(a.Shape(), pass)
}

// run runs the frozen-aware graph at an input of the point's shape.
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

// scoresAt are the scores of all classes at an input.
func (p *point) scoresAt(x []float32, v explain.Variant) ([]float32, error) {
	out, err := p.run(x, p.freeze[v], p.logits.String())
	if err != nil {
		return nil, err
	}
	return tensorflow.Values[float32](out[0])
}

// attribution finds a map of the result; nil if it is not there.
func attribution(r *explain.Result, method string, v explain.Variant) *explain.Attribution {
	for i, a := range r.Attributions {
		if a.Method == method && a.Variant == v {
			return &r.Attributions[i]
		}
	}
	return nil
}
