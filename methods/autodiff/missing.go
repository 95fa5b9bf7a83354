package autodiff

import gr "tfreeze/graphrewrite"

// Missing returns an error for each node without a rule that a gradient reaches between
// y and x. It assumes that the gradient passes through all other nodes. The errors are
// in dependency order.
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
