package gen

import (
	"slices"

	gr "tfreeze/graphrewrite"
)

// outputs lists the outputs of a graph without signatures: those that no node reads, or,
// in a graph from training, that no node of the network reads. There, what a loss reads
// comes first, and what depends on labels last. If none can be explained, it lists what
// reductions at the end read, such as an ArgMax.
func outputs(g *gr.Graph, t *training, input gr.Output) ([]candidate, error) {
	below, err := g.Dependents(input.Node)
	if err != nil {
		return nil, err
	}
	var found, last []candidate
	for _, o := range t.reads {
		if below[o.Node] && explainable(o) {
			found = append(found, candidate{tensor: o, note: "a loss reads it"})
		}
	}
	uses := g.Uses()
	for _, name := range g.Names() {
		n := g.Node(name)
		if !below[n] || n == input.Node || t.added[n] || slices.ContainsFunc(uses[n], func(u gr.Use) bool { return t.continues(n, u.Node) }) {
			continue
		}
		if t.labelled[n] {
			last = append(last, tensorsOf(n)...)
		} else {
			found = append(found, tensorsOf(n)...)
		}
	}
	if all := distinct(withoutExits(append(found, last...))); slices.ContainsFunc(all, func(c candidate) bool { return explainable(c.tensor) }) {
		return all, nil
	} else if reduced := t.reduced(g, uses, below, input); len(reduced) > 0 {
		return distinct(reduced), nil
	} else {
		return all, nil
	}
}

// continues reports whether the network goes on from a node to one that reads it.
func (t *training) continues(n, reader *gr.Node) bool {
	if t.added[reader] || t.labelled[reader] && !t.labelled[n] {
		return false
	}
	return len(t.reads) == 0 || givesFloats(reader)
}

// reduced lists the tensors that can be explained and that a node reads of which nothing
// can.
func (t *training) reduced(g *gr.Graph, uses map[*gr.Node][]gr.Use, below map[*gr.Node]bool, input gr.Output) []candidate {
	var found []candidate
	ends := func(u gr.Use) bool {
		return !t.added[u.Node] && counts(u.Node) && !gr.ReadsShapeAlone(u.Node.Op) &&
			!slices.ContainsFunc(tensorsOf(u.Node), func(c candidate) bool { return explainable(c.tensor) })
	}
	for _, name := range g.Names() {
		n := g.Node(name)
		if !below[n] || n == input.Node || t.added[n] || t.labelled[n] {
			continue
		}
		for _, c := range tensorsOf(n) {
			if explainable(c.tensor) && slices.ContainsFunc(uses[n], ends) {
				found = append(found, c)
			}
		}
	}
	return found
}

// tensorsOf lists the outputs of a node, save the gradient that a cross-entropy computes
// beside itself.
func tensorsOf(n *gr.Node) []candidate {
	all := make([]candidate, len(n.Types))
	for i := range all {
		all[i].tensor = n.Out(i)
	}
	if slices.Contains(crossEntropies, n.Op) {
		return all[:min(1, len(all))]
	}
	return all
}

func givesFloats(n *gr.Node) bool {
	return slices.ContainsFunc(n.Types, func(t gr.Type) bool { return t.DType == gr.Float })
}

// distinct lists outputs whose scores are the same only once: of logits and their
// Softmax, it keeps the Softmax, with the logits' place.
func distinct(all []candidate) []candidate {
	at := map[gr.Output]int{}
	var kept []candidate
	for _, c := range all {
		scores, h := c.tensor, headOf(c.tensor)
		if h != nil && !h.reads.IsZero() {
			scores = h.reads
		}
		i, seen := at[scores]
		switch {
		case !seen:
			at[scores] = len(kept)
			kept = append(kept, c)
		case h.plain() && !headOf(kept[i].tensor).plain():
			kept[i] = candidate{tensor: c.tensor, note: kept[i].note}
		}
	}
	return kept
}

// counts reports whether a node gives numbers, and not a truth of each element.
func counts(n *gr.Node) bool {
	return slices.ContainsFunc(n.Types, func(t gr.Type) bool { return t.DType != gr.Bool })
}
