package explain

import (
	"math"

	"tfreeze/internal/pruned"
	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// prunedPoint computes a method of one evaluation.
func (j *job) prunedPoint(e *pruned.Engine, m methods.Method) ([]float32, error) {
	values := make([]float32, len(j.x))
	for i := range j.results {
		dx, err := j.prunedGradient(e, m, i)
		if err != nil {
			return nil, err
		}
		from, x := j.toBaseline(i), j.part(j.x, i)
		for k, d := range dx {
			switch {
			case m.Name == "saliency":
				d = float32(math.Abs(float64(d)))
			case m.HasBaseline():
				d *= -from[k]
			case m.TimesInput:
				d *= x[k]
			}
			values[i*j.size+k] = d
		}
	}
	j.countRun()
	return values, nil
}

// prunedGradient is what a method sends back to the i-th input.
func (j *job) prunedGradient(e *pruned.Engine, m methods.Method, i int) ([]float32, error) {
	p := j.plans[i]
	if m.Name == "deeplift" {
		sent, atBaseline, err := e.DeepLIFT(j.ctx, p.mask, p.values, j.toBaseline(i))
		if err == nil {
			j.noteBaseline(serving.Mask, i, atBaseline)
		}
		return sent, err
	}
	if p.sent == nil {
		if err := j.sendAll(e, p); err != nil {
			return nil, err
		}
	}
	return p.sent[ruleOf(m)], nil
}

// sendAll sends back, in one pass, by the rules of all methods that were asked for: each is
// a column, and does not depend on the others. Threshold and mask are one at the input.
func (j *job) sendAll(e *pruned.Engine, p *planned) error {
	var names []string
	var rules []pruned.Rule
	for _, rule := range []struct {
		of string
		pruned.Rule
	}{
		{"grad", pruned.Grad},
		{"guided_backprop", pruned.Guided},
		{"elrp", pruned.LRP(float32(methods.Epsilon.Of(j.request.Options)))},
	} {
		if j.asksFor(rule.of) {
			names, rules = append(names, rule.of), append(rules, rule.Rule)
		}
	}
	maps, err := e.AtInput(j.ctx, p.mask, p.values, rules)
	if err != nil {
		return err
	}
	p.sent = map[string][]float32{}
	for k, name := range names {
		p.sent[name] = maps[k]
	}
	return nil
}

// asksFor reports whether a method of one evaluation was asked for that has a rule.
func (j *job) asksFor(rule string) bool {
	for _, m := range j.request.Methods {
		if m.PointMethod == "" && m.Name != "deeplift" && ruleOf(m) == rule {
			return true
		}
	}
	return false
}

// ruleOf names the method whose rule a method of one evaluation has.
func ruleOf(m methods.Method) string {
	if m.Name == "guided_backprop" || m.Name == "elrp" {
		return m.Name
	}
	return "grad"
}
