package verify

import (
	"errors"
	"fmt"
	"slices"

	"tfreeze/explain"
	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// engines compares the maps of frozen networks by the pruned engine with those of the
// dense network, for the methods that the engine has.
func engines(p *point, c *check) ([]Row, error) {
	var all []*comparison
	of := map[*comparison]mapped{}
	why := errors.New("nothing is frozen")
	for _, m := range p.request.Methods {
		for _, v := range p.variants() {
			if v == serving.Plain {
				continue
			}
			if err := p.explainer.Prunes(m, v); err != nil {
				why = err
				continue
			}
			one := &comparison{compared: fmt.Sprintf("%s, %s, pruned and dense", m.Name, v)}
			all, of[one] = append(all, one), mapped{m, v}
		}
	}
	if len(all) == 0 {
		return []Row{c.impossible(c.compares, "all maps are dense: %v", why)}, nil
	}
	e := &bothEngines{floats: floats{point: p, of: of, k: -1}, at: -1}
	return c.settle(p.ctx, all, experiment{e.apart, e.spread})
}

// bothEngines has the dense network's maps, one trial at a time, and the pruned engine's.
type bothEngines struct {
	floats
	// at is the trial of pruned.
	at     int
	pruned map[serving.Variant]*explain.Result
}

func (e *bothEngines) apart(k int, one *comparison, of []*comparison) (float64, error) {
	if err := e.floats.at(k, 0, of); err != nil {
		return 0, err
	}
	m := e.of[one]
	pruned, err := e.prunedBy(k, m.variant, of)
	if err != nil {
		return 0, err
	}
	values := func(r *explain.Result) []float32 { return attribution(r, m.method.Name, m.variant).Values }
	return apart(values(pruned), values(e.results[0])), nil
}

// prunedBy explains the input of the k-th trial by the pruned engine.
func (e *bothEngines) prunedBy(k int, v serving.Variant, of []*comparison) (*explain.Result, error) {
	if e.at != k {
		e.at, e.pruned = k, map[serving.Variant]*explain.Result{}
	}
	if e.pruned[v] != nil {
		return e.pruned[v], nil
	}
	r := e.asked
	r.Engine, r.Variants = explain.PrunedEngine, []serving.Variant{v}
	r.Methods = slices.DeleteFunc(slices.Clone(r.Methods), func(m methods.Method) bool {
		return !slices.ContainsFunc(of, func(one *comparison) bool { return e.of[one].method.Name == m.Name && e.of[one].variant == v })
	})
	var err error
	e.pruned[v], err = e.explainer.Explain(e.ctx, e.shape[1:], e.x, r)
	return e.pruned[v], err
}
