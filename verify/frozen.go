package verify

import (
	"fmt"

	"tfreeze/internal/tensorflow"
	"tfreeze/methods/serving"
)

// frozen compares the scores at the input of the frozen networks with those of the
// network that is fed nothing.
func frozen(p *point, c *check) ([]Row, error) {
	if why := p.unfrozen(); why != "" {
		return []Row{c.impossible(c.compares, "%s", why)}, nil
	}
	feeds, err := p.explainer.VariantFeeds(p.ctx, p.shape[1:], p.x, p.request.Request)
	if err != nil {
		return nil, err
	}
	plain, err := p.scores(nil)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for _, v := range []serving.Variant{serving.Threshold, serving.Mask} {
		scores, err := p.scores(feeds[v])
		if err != nil {
			return rows, err
		}
		rows = append(rows, c.judge(fmt.Sprintf("scores at the input, frozen by %s and plain", v), apart(scores, plain)))
	}
	return rows, nil
}

// scores are those of all classes at the input, with the freezings fed.
func (p *point) scores(freeze map[string]*tensorflow.Tensor) ([]float32, error) {
	out, err := p.run(p.x, freeze, p.logits.String())
	if err != nil {
		return nil, err
	}
	return tensorflow.Values[float32](out[0])
}

// modes compares the maps of the two ways of freezing where the definitions agree: at the
// input.
func modes(p *point, c *check) ([]Row, error) {
	if why := p.unfrozen(); why != "" {
		return []Row{c.impossible(c.compares, "%s", why)}, nil
	}
	var rows []Row
	for _, m := range p.request.Methods {
		if m.Moves() {
			continue
		}
		threshold, mask := attribution(p.result, m.Name, serving.Threshold), attribution(p.result, m.Name, serving.Mask)
		rows = append(rows, c.judge(fmt.Sprintf("%s by threshold and by mask", m.Name), apart(threshold.Values, mask.Values)))
	}
	return rows, nil
}
