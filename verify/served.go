package verify

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"tfreeze/explain"
	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// batchSize is how many inputs a signature is given at once.
const batchSize = 3

// served compares what the signatures give for several inputs at once with what package
// explain computes of each.
func served(p *point, c *check) ([]Row, error) {
	return p.serve(c, p.explained)
}

// batch compares what the signatures give for several inputs at once and one by one.
func batch(p *point, c *check) ([]Row, error) {
	if why := p.noBatch(); why != "" {
		return []Row{c.impossible(c.compares, "%s", why)}, nil
	}
	return p.serve(c, p.singly)
}

// targetTensor makes a tensor of the targets of n inputs: [n] classes, or [n,k] indices of
// scores with positions.
func targetTensor(targets []int32, n int) (*tensorflow.Tensor, error) {
	shape := []int64{int64(n)}
	if len(targets) > n {
		shape = append(shape, int64(len(targets)/n))
	}
	return tensorflow.New(shape, targets)
}

// A servedMap is a signature, and the map that it serves.
type servedMap struct {
	mapped
	signature gr.Signature
}

// given is what a signature gives for inputs, or should give.
type given struct {
	attribution, score []float32
	target             []int32
}

// size is the number of elements of each map.
func (g given) size() int { return len(g.attribution) / len(g.score) }

// another computes in another way what a signature should give for the inputs of the k-th
// trial.
type another func(s servedMap, k int, inputs [][]float32) (given, error)

// serve compares what the signatures give for inputs at once with what another way gives
// for each.
func (p *point) serve(c *check, by another) ([]Row, error) {
	n := batchSize
	if p.noBatch() != "" {
		n = 1
	}
	all, of, rows := p.servings(c, n)
	settled, err := c.settle(p.ctx, all, experiment{
		apart: func(k int, one *comparison, _ []*comparison) (float64, error) {
			return p.compareServed(of[one], k, p.inputs(n, k), by)
		},
		spread: func(k int, one *comparison, _ []*comparison) (float64, error) {
			return p.servedSpread(of[one], p.inputs(n, k))
		},
	})
	return append(rows, settled...), err
}

// servings lists the maps that are served, and makes rows for those that are not.
func (p *point) servings(c *check, n int) (all []*comparison, of map[*comparison]servedMap, rows []Row) {
	of = map[*comparison]servedMap{}
	for _, m := range p.request.Methods {
		for _, v := range p.variants() {
			what := fmt.Sprintf("%s%s of %s%s", m.Name, v.Suffix(), together(n), c.each)
			s, ok := p.subject.Model.Signature(m.Name + v.Suffix() + serving.WithOptions)
			if _, served := s.Outputs["target"]; ok && served {
				one := &comparison{compared: what}
				all, of[one] = append(all, one), servedMap{mapped{m, v}, s}
			} else if v != serving.Mask && !(v == serving.Threshold && p.maskOnly()) {
				rows = append(rows, c.impossible(what, "the model has no such signature"))
			}
		}
	}
	return all, of, rows
}

func together(n int) string {
	if n == 1 {
		return "one input"
	}
	return fmt.Sprintf("%d inputs at once", n)
}

// inputs are n inputs for the k-th trial. The first trial has the input, half of it, and
// its elements in reverse order; the others have variations.
func (p *point) inputs(n, k int) [][]float32 {
	half, reversed := slices.Clone(p.x), slices.Clone(p.x)
	for i := range half {
		half[i] /= 2
	}
	slices.Reverse(reversed)
	inputs := [][]float32{p.x, half, reversed}
	for i := range inputs {
		if k > 0 {
			inputs[i] = variation(p.x, p.request.seed(), len(inputs)*k+i)
		}
	}
	return inputs[:n]
}

// servedRequest is the request, as far as signatures take one.
func (p *point) servedRequest() explain.Request {
	r := p.request.Request
	for _, c := range methods.Options() {
		if c.Served == nil || c.TakesArrays() {
			r.Options = r.Options.Without(c)
		}
	}
	g := p.subject.Model.Card.Generated
	for o, value := range map[methods.Option[string]]string{methods.Criterion: g.Criterion, methods.PercentileOver: g.PercentileOver, methods.FreezeLayers: g.FreezeLayers} {
		if value != "" {
			r.Options.Set(o.Is(value))
		}
	}
	if p.maskOnly() {
		r.Variants = slices.DeleteFunc(slices.Clone(r.Variants), func(v serving.Variant) bool { return v == serving.Threshold })
	}
	r.Options.Set(methods.Steps.Is(min(methods.Steps.Of(r.Options), fewPoints)), methods.Samples.Is(min(methods.Samples.Of(r.Options), fewPoints)))
	return r
}

// Criteria are the kinds of criteria that the checks of a subject take.
func Criteria(s *Subject) []string { return []string{methods.ByActivation, criterion(s).Kind} }

// criterion is that of the subject's signatures.
func criterion(s *Subject) methods.Chosen {
	c, err := methods.CriterionOf(methods.With(methods.Criterion.Is(cmp.Or(s.Model.Card.Generated.Criterion, methods.ByActivation))))
	if err != nil {
		return methods.Chosen{Kind: methods.ByActivation}
	}
	return c
}

// maskOnly reports whether signatures freeze by a criterion that has masks alone.
func (p *point) maskOnly() bool { return criterion(p.subject).MaskOnly() }

// explained is what package explain computes of each input.
func (p *point) explained(s servedMap, k int, inputs [][]float32) (given, error) {
	if p.results[k] == nil {
		r := p.servedRequest()
		r.Target = p.asked
		for _, x := range inputs {
			one, err := p.explainer.Explain(p.ctx, p.shape[1:], x, r)
			if err != nil {
				return given{}, err
			}
			p.results[k] = append(p.results[k], one)
		}
	}
	var all given
	for _, one := range p.results[k] {
		all.attribution = append(all.attribution, attribution(one, s.method.Name, s.variant).Values...)
		all.score, all.target = append(all.score, one.Score), append(all.target, one.Explained.Index()...)
	}
	return all, nil
}

// singly is what the signature gives for each input alone.
func (p *point) singly(s servedMap, _ int, inputs [][]float32) (given, error) {
	var all given
	for _, x := range inputs {
		one, err := p.call(s.signature, x, nil)
		if err != nil {
			return given{}, err
		}
		all.attribution = append(all.attribution, one.attribution...)
		all.score, all.target = append(all.score, one.score...), append(all.target, one.target...)
	}
	return all, nil
}

// compareServed returns the largest difference in a map or a score. The signature is given
// the targets that the other way chose: between two near scores, rounding could choose.
func (p *point) compareServed(s servedMap, k int, inputs [][]float32, by another) (float64, error) {
	want, err := by(s, k, inputs)
	if err != nil {
		return 0, err
	}
	got, err := p.atOnce(s.signature, k, inputs, want.target)
	if err != nil {
		return 0, err
	}
	switch {
	case len(want.target) != len(inputs)*len(p.result.Shape) || len(got.attribution) != len(want.attribution):
		return 0, errors.New("it gives another number of maps or targets than of inputs")
	case !slices.Equal(got.target, want.target):
		return 0, fmt.Errorf("it explains the classes %v, and %v were asked for", got.target, want.target)
	}
	return p.worst(got, want), nil
}

// atOnce is what a signature gives for all inputs of the k-th trial. Two checks ask for
// it, and it is computed once.
func (p *point) atOnce(s gr.Signature, k int, inputs [][]float32, targets []int32) (given, error) {
	key := fmt.Sprint(s.Name, k, targets)
	if got, ok := p.calls[key]; ok {
		return got, nil
	}
	got, err := p.call(s, slices.Concat(inputs...), targets)
	if err == nil {
		p.calls[key] = got
	}
	return got, err
}

func (p *point) worst(got, want given) float64 {
	worst := apart(got.score, want.score)
	for i, size := 0, want.size(); i < len(want.attribution); i += size {
		worst = max(worst, apart(got.attribution[i:i+size], want.attribution[i:i+size]))
	}
	return worst
}

// servedSpread is how far maps move when their inputs move in the last digits.
func (p *point) servedSpread(s servedMap, inputs [][]float32) (float64, error) {
	here, err := p.singly(s, 0, inputs)
	if err != nil {
		return 0, err
	}
	spread := 0.0
	for draw := range uint64(draws) {
		for i, x := range inputs {
			near, _ := moved(x, p.request.seed(), draw)
			k := len(p.result.Shape)
			there, err := p.call(s.signature, near, here.target[i*k:(i+1)*k])
			if err != nil {
				return 0, err
			}
			size := here.size()
			spread = max(spread, p.worst(there, given{here.attribution[i*size : (i+1)*size], here.score[i : i+1], nil}))
		}
	}
	return spread, nil
}

// noBatch says why the network takes one input at a time; empty if it takes several.
func (p *point) noBatch() string {
	if why := p.subject.Model.Card.Generated.Alone; why != "" {
		return "the model is served for one input at a time: " + why
	}
	if shape := p.inputShape(); len(shape) > 0 && shape[0] >= 0 && shape[0] != batchSize {
		return fmt.Sprintf("its batch has a fixed size of %d: its shape is %v", shape[0], shape)
	}
	for name, t := range p.explainer.Others() {
		if len(t.Shape()) > 0 {
			return fmt.Sprintf("its other input %s is given for one input, not for %d", name, batchSize)
		}
	}
	shape := append([]int64{batchSize}, p.shape[1:]...)
	x, err := tensorflow.New(shape, slices.Concat(p.inputs(batchSize, 0)...))
	if err != nil {
		return err.Error()
	}
	if _, err := p.explainer.Run(map[string]*tensorflow.Tensor{p.input.String(): x}, p.logits.String()); err != nil {
		return fmt.Sprintf("the network takes one input at a time: %v", err)
	}
	return ""
}

func (p *point) inputShape() gr.Shape {
	if s := p.input.Shape(); s != nil {
		return s
	}
	return gr.ShapeOf(p.input.Node.Attr["shape"].GetShape())
}

// call calls a signature with inputs, which x holds one after the other. Without targets
// it explains the top classes, or what the request asks for.
func (p *point) call(s gr.Signature, x []float32, targets []int32) (given, error) {
	if err := p.ctx.Err(); err != nil {
		return given{}, err
	}
	feeds, err := explain.OptionFeeds(s, p.servedRequest().Options, p.shape[1:])
	if err != nil {
		return given{}, err
	}
	shape := slices.Clone(p.shape)
	n := len(x) / len(p.x)
	shape[0] = int64(n)
	if feeds[p.input.String()], err = tensorflow.New(shape, x); err != nil {
		return given{}, err
	}
	if targets == nil && !p.asked.IsTop() {
		targets = slices.Repeat(p.asked.Index(), n)
	}
	if targets != nil {
		if feeds[s.Inputs["target"].String()], err = targetTensor(targets, n); err != nil {
			return given{}, err
		}
	}
	return p.fetch(s, feeds)
}
