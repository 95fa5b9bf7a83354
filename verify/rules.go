package verify

import (
	"fmt"

	"tfreeze/explain"
)

// rules compares all maps with those by the plain gradient rules.
func rules(p *point, c *check) ([]Row, error) {
	if p.subject.Plain == nil {
		return []Row{c.impossible(c.compares, "%s", p.subject.Why)}, nil
	}
	m, err := p.subject.Plain()
	if err != nil {
		return nil, err
	}
	if m.Card.Generated == nil {
		return nil, fmt.Errorf("%s was not made by gen", m.Path)
	}
	if m.Card.Generated.GraphSHA256 == p.subject.Model.Card.Generated.GraphSHA256 {
		return []Row{c.impossible(c.compares, "the graph is the same: no fast rule applies to this network")}, nil
	}
	e, err := explain.Open(m, p.options)
	if err != nil {
		return nil, err
	}
	defer e.Close()
	r := p.request.Request
	r.Target = p.result.Target
	plain, err := e.Explain(p.ctx, p.shape[1:], p.x, r)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for _, m := range r.Methods {
		for _, v := range explain.Variants {
			got, want := attribution(p.result, m.Name, v), attribution(plain, m.Name, v)
			rows = append(rows, c.judge(m.Name, fmt.Sprintf("%s, %s, by the fast rules and the plain ones", m.Name, v), apart(got.Values, want.Values)))
		}
	}
	return rows, nil
}
