package verify

import (
	"fmt"
	"math"

	"tfreeze/explain"
)

// completeness tells how far the maps of the methods with a baseline are from
// adding up to the score's difference. Only DeepLIFT must, and only where
// what its rules are for is all that is not linear; by threshold, other nodes pass at the
// baseline, which the rule does not see. Integrated gradients comes near with
// many steps alone.
func completeness(p *point, c *check) ([]Row, error) {
	var rows []Row
	for _, m := range p.request.Methods {
		others, must := complete[m.Name]
		where, err := notLinear(p, others)
		if err != nil {
			return nil, err
		}
		for _, v := range explain.Variants {
			a := attribution(p.result, m.Name, v)
			if a == nil || a.Residual == nil {
				continue
			}
			what := fmt.Sprintf("%s, %s: its sum and F(x) - F(baseline)", m.Name, v)
			share, note := residual(a, float64(p.result.Score))
			must := must && v != explain.Threshold
			r := c.report(what, share)
			if must && where == "" {
				r = c.judge(m.Name, what, share)
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

// residual is a map's residual as a share of the greater of both scores.
func residual(a *explain.Attribution, score float64) (share float64, note string) {
	difference := -*a.Residual
	for _, v := range a.Values {
		difference += float64(v)
	}
	note = fmt.Sprintf("%.4g left of %.4g", *a.Residual, difference)
	if *a.Residual == 0 {
		return 0, note
	}
	return math.Abs(*a.Residual) / max(math.Abs(score), math.Abs(score-difference)), note
}
