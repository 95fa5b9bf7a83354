package verify

import (
	"fmt"

	"tfreeze/methods"
)

// rules compares the maps of the methods that are evaluated at one point with those by the
// plain gradient rules, both in float64: they are one function. The other methods average
// such maps.
func rules(p *point, c *check) ([]Row, error) {
	if p.subject.Plain == nil {
		return []Row{c.impossible(c.compares, "%s", p.subject.Why)}, nil
	}
	wide, err := p.wide()
	if err != nil {
		return []Row{c.impossible(c.compares, "%v", err)}, nil
	}
	plain, err := p.plain()
	if err != nil {
		return nil, err
	}
	if plain == nil {
		return []Row{c.impossible(c.compares, "the graph is the same: no fast rule applies to this network")}, nil
	}
	var at [2]*state
	for i, t := range []*twin{wide, plain} {
		if at[i], err = t.at(p.shape, wider(p.x), methods.Percentile.Of(p.request.Options)); err != nil {
			return nil, err
		}
	}
	r := p.request.Request
	r.Target = p.result.Explained
	var rows []Row
	for _, m := range p.request.Methods {
		if m.PointMethod != "" {
			continue
		}
		for _, v := range p.variants() {
			what := fmt.Sprintf("%s, %s, by the fast rules and the plain ones", m.Name, v)
			got, err := at[0].attribution(m, v, r)
			if err != nil {
				return rows, err
			}
			want, err := at[1].attribution(m, v, r)
			if err != nil {
				return rows, err
			}
			rows = append(rows, c.judge(what, apart(got, want)))
		}
	}
	return rows, nil
}

// wide is the model's twin, or an error that says why the model has none.
func (v *Verifier) wide() (*twin, error) {
	if v.twin == nil && v.twinless == nil {
		v.twin, v.twinless = newTwin(v.subject.Model, v.explainer.Others(), v.options.Threads)
	}
	return v.twin, v.twinless
}

// plain is the twin of the model that has the plain rules; nil if its graph is the same.
func (v *Verifier) plain() (*twin, error) {
	if v.plainTwin != nil || v.isPlain {
		return v.plainTwin, nil
	}
	m, err := v.subject.Plain()
	if err != nil {
		return nil, err
	}
	if m.Card.Generated == nil {
		return nil, fmt.Errorf("%s was not made by gen", m.Path)
	}
	if m.Card.Generated.GraphSHA256 == v.subject.Model.Card.Generated.GraphSHA256 {
		v.isPlain = true
		return nil, nil
	}
	v.plainTwin, err = newTwin(m, v.explainer.Others(), v.options.Threads)
	return v.plainTwin, err
}
