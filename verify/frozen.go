package verify

import (
	"fmt"

	"tfreeze/explain"
)

// frozen compares the frozen networks' scores at the input with the network's.
func frozen(p *point, c *check) ([]Row, error) {
	var rows []Row
	for _, v := range []explain.Variant{explain.Threshold, explain.Mask} {
		scores, err := p.scoresAt(p.x, v)
		if err != nil {
			return rows, err
		}
		rows = append(rows, c.judge("", fmt.Sprintf("scores at the input, frozen by %s and plain", v), apart(scores, p.scores)))
	}
	return rows, nil
}

// modes compares the maps of the two ways of freezing where they are the same by
// definition.
func modes(p *point, c *check) ([]Row, error) {
	var rows []Row
	for _, m := range p.request.Methods {
		if m.PointMethod != "" || m.Baseline {
			continue
		}
		threshold, mask := attribution(p.result, m.Name, explain.Threshold), attribution(p.result, m.Name, explain.Mask)
		rows = append(rows, c.judge(m.Name, fmt.Sprintf("%s by threshold and by mask", m.Name), apart(threshold.Values, mask.Values)))
	}
	return rows, nil
}
