package verify

import (
	"fmt"
	"math"

	"tfreeze/explain"
	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// completeness compares the sum of each map that has a baseline with what the score gains
// from the baseline to the input. DeepLIFT must add up where its rules cover all that is
// not linear, plain and by mask. By threshold, other nodes pass at the baseline than at
// the input, and the rules do not see that. Integrated gradients adds up in the limit of
// many steps.
func completeness(p *point, c *check) ([]Row, error) {
	var rows []Row
	for _, m := range p.request.Methods {
		where, err := notLinear(p, m.Through)
		if err != nil {
			return nil, err
		}
		for _, v := range p.variants() {
			a := attribution(p.result, m.Name, v)
			if a == nil || a.ConvergenceDelta == nil {
				continue
			}
			what := fmt.Sprintf("%s, %s: its sum and F(x) - F(baseline)", m.Name, v)
			must := m.Exact && v != serving.Threshold
			share, note, err := p.delta(a, m, must && where == "")
			if err != nil {
				return rows, err
			}
			r := c.report(what, share)
			if must && where == "" {
				r = c.judge(what, share)
			}
			if r.Verdict != Failed {
				r.Note = note
			}
			if must && where != "" {
				r.Note += "; not exact for " + where
			}
			rows = append(rows, r)
		}
	}
	return rows, nil
}

// delta is a map's convergence delta as a share of the greater of the two scores, in
// float64 if wide asks for that and there is a twin. The note has the numbers.
func (p *point) delta(a *explain.Attribution, m methods.Method, wide bool) (share float64, note string, err error) {
	left, score, sum := *a.ConvergenceDelta, float64(p.result.Score), 0.0
	for _, v := range a.Values {
		sum += float64(v)
	}
	atBaseline := score - (sum - left)
	if t, none := p.wide(); wide && none == nil {
		if left, score, atBaseline, err = p.wideDelta(t, m, a.Variant); err != nil {
			return 0, "", err
		}
	}
	note = fmt.Sprintf("%.4g left of %.4g", left, score-atBaseline)
	if left == 0 {
		return 0, note, nil
	}
	return math.Abs(left) / max(math.Abs(score), math.Abs(atBaseline)), note, nil
}

// wideDelta is the convergence delta in float64, with the scores at the input and at the
// baseline.
func (p *point) wideDelta(t *twin, m methods.Method, v serving.Variant) (left, score, atBaseline float64, err error) {
	r := p.request.Request
	r.Target = p.result.Explained
	s, err := t.at(p.shape, wider(p.x), methods.Percentile.Of(r.Options))
	if err != nil {
		return 0, 0, 0, err
	}
	if atBaseline, err = s.score(make([]float64, len(p.x)), v, r.Target); err != nil {
		return 0, 0, 0, err
	}
	values, err := s.attribution(m, v, r)
	score = s.scores[r.Target.Offset(p.result.Shape)]
	left = atBaseline - score
	for _, value := range values {
		left += value
	}
	return left, score, atBaseline, err
}
