package serve

import (
	"context"
	"errors"
	"time"

	"tfreeze"
	"tfreeze/explain"
	"tfreeze/methods"
)

// A call is what a request asks for, whatever its dialect.
type call struct {
	model *tfreeze.Model
	// name is the model's, for metrics.
	name   string
	about  tfreeze.About
	limits Limits
	inputs []input
	// options have one method, or none for the network itself, and one variant.
	options tfreeze.ExplainOptions
	// top, if not 0, is the number of classes to explain, those with the highest scores.
	top int
	// targets, if not nil, are the classes to explain.
	targets []string
	// sigma, if not 0, is the standard deviation of the noise, in the unit of the input.
	sigma float64
	// begun is when the request came.
	begun time.Time
	// view is how maps are drawn, and over how they are drawn over a picture. Empty is the
	// first such view.
	view, over string
}

func (s *Server) newCall(name string, m *tfreeze.Model) *call {
	return &call{model: m, name: name, about: m.About(), limits: s.options.Limits, begun: time.Now()}
}

// explains reports whether a method is asked for.
func (c *call) explains() bool { return c.options.Methods != nil }

// complete chooses what the request leaves open, and checks the whole.
func (c *call) complete() error {
	switch n := len(c.inputs); {
	case n == 0:
		return wrong("", "the request has no input")
	case n > c.limits.Inputs:
		return wrong(c.inputs[c.limits.Inputs].field, "there are %d inputs: the limit is %d", n, c.limits.Inputs)
	case !c.explains():
		return nil
	case c.top > 0 && (c.options.Target != "" || c.targets != nil):
		return wrong(fieldOf("top_k"), "give a target or top_k, not both")
	}
	if c.options.Variants == nil {
		c.options.Variants = []tfreeze.Variant{c.usual()}
	}
	return wrongly("parameters", c.options.Check())
}

// usual is the variant of requests that name none: the paper's, where it is possible.
func (c *call) usual() tfreeze.Variant {
	chosen, err := methods.CriterionOf(c.options.Options)
	switch {
	case c.about.Unfrozen != "":
		return tfreeze.Plain
	case err == nil && chosen.MaskOnly():
		return tfreeze.Mask
	}
	return tfreeze.Threshold
}

// An answer is what a call found of one input.
type answer struct {
	// scores are all scores of the network.
	scores      []float32
	scoresShape []int64
	// results explain a target each; nil if the call is for the network itself.
	results []*tfreeze.Result
}

// answers computes the answers, one for each input.
func (s *Server) answers(ctx context.Context, c *call) ([]answer, error) {
	if err := c.complete(); err != nil {
		return nil, err
	}
	since(s.metrics.preprocess, c.name, c.begun)
	stage := s.metrics.predict
	if c.explains() {
		stage = s.metrics.explain
	}
	defer since(stage, c.name, time.Now())
	ctx, span := c.span(ctx)
	defer span.End()
	if key := c.batchKey(); s.options.Batch > 1 && key != "" {
		one, err := s.together(ctx, c, key)
		return []answer{one}, err
	}
	var all []answer
	return all, s.Do(ctx, func(ctx context.Context) (err error) {
		all, err = c.compute(ctx)
		return err
	})
}

// compute computes a call by itself.
func (c *call) compute(ctx context.Context) ([]answer, error) {
	if !c.explains() {
		return c.scores(ctx)
	}
	var all []answer
	for _, in := range c.inputs {
		results, err := c.explain(ctx, in.in)
		if err != nil {
			return nil, c.blame(in.field, err)
		}
		all = append(all, answer{results[0].Scores, results[0].ScoresShape, results})
	}
	return all, nil
}

// scores runs the network itself.
func (c *call) scores(ctx context.Context) ([]answer, error) {
	var all []answer
	for _, in := range c.inputs {
		some, err := c.model.Forward(ctx, in.in)
		if err != nil {
			return nil, c.blame(in.field, err)
		}
		for _, scores := range some {
			all = append(all, scored(scores))
		}
	}
	return all, nil
}

// scored is an answer of the network itself.
func scored(s tfreeze.Scores) answer { return answer{scores: s.Values, scoresShape: s.Shape} }

// explain explains one input, for one target or for several.
func (c *call) explain(ctx context.Context, in tfreeze.Input) ([]*tfreeze.Result, error) {
	o, err := c.noisy(in)
	if err != nil {
		return nil, err
	}
	if c.targets != nil {
		o.Target = c.targets[0]
	}
	first, err := c.model.Explain(ctx, in, o)
	if err != nil {
		return nil, err
	}
	results := []*tfreeze.Result{first}
	for _, target := range c.others(first) {
		o.Target = target
		more, err := c.model.Explain(ctx, in, o)
		if err != nil {
			return nil, err
		}
		results = append(results, more)
	}
	return results, nil
}

// others are the targets after the first.
func (c *call) others(first *tfreeze.Result) []string {
	if c.targets != nil {
		return c.targets[1:]
	}
	var others []string
	for i, p := range first.Top(c.top) {
		if i > 0 {
			others = append(others, tfreeze.Class(p.Class))
		}
	}
	return others
}

// blame says which field an error is about.
func (c *call) blame(field string, err error) error {
	var target tfreeze.TargetError
	var request explain.RequestError
	switch {
	case errors.As(err, &target):
		return wrongly(fieldOf("target"), err)
	case errors.As(err, &request):
		return wrongly("parameters", err)
	}
	return wrongly(field, err)
}
