package autodiff

import gr "tfreeze/graphrewrite"

// Missing lists, in dependency order, an error for each node between x and y
// that a gradient reaches and that has no rule, if it passed through all others.
func Missing(g *gr.Graph, y, x gr.Output) ([]error, error) {
	between, err := g.Between(x, y)
	if err != nil {
		return nil, err
	}
	w := newWalk(gr.Scope{}, nil, varying(between, x.Node))
	reached := w.reach(y.Node)
	var missing []error
	for _, n := range between {
		_, err := w.rule(n)
		if err == nil && len(n.Inputs) > 0 {
			err = (&VJP{Node: n}).mixesImages()
		}
		if err != nil && reached[n] && n != x.Node {
			missing = append(missing, &gr.Error{Node: n.Name, Op: n.Op, Err: err})
		}
	}
	return missing, nil
}
