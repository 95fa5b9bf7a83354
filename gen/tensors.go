package gen

import (
	"slices"
	"strings"

	gr "tfreeze/graphrewrite"
)

// sorted lists the tensors by name, each once.
func sorted(tensors map[string]gr.Output) []candidate {
	var all []candidate
	for key, o := range tensors {
		all = append(all, candidate{key: key, tensor: o})
	}
	slices.SortFunc(all, func(a, b candidate) int {
		if c := strings.Compare(a.tensor.String(), b.tensor.String()); c != 0 {
			return c
		}
		return strings.Compare(a.key, b.key)
	})
	return slices.CompactFunc(all, func(a, b candidate) bool { return a.tensor == b.tensor })
}

// placeholders lists the placeholders. If one is read, those that nothing reads are left
// out: TensorFlow leaves some behind when it makes frames of the loops of TF2.
func placeholders(g *gr.Graph) []candidate {
	uses := g.Uses()
	var found, read []candidate
	for _, name := range g.Names() {
		n := g.Node(name)
		if n.Op != "Placeholder" {
			continue
		}
		c := candidate{tensor: n.Out(0)}
		if found = append(found, c); len(uses[n]) > 0 {
			read = append(read, c)
		}
	}
	if len(read) > 0 {
		return read
	}
	return found
}

// fedInputs lists the placeholders, save those of a graph from training on which nothing
// that a loss reads depends: labels.
func fedInputs(g *gr.Graph) ([]candidate, error) {
	all := placeholders(g)
	t, err := trainingOf(g)
	if err != nil || len(t.reads) == 0 {
		return all, err
	}
	var found []candidate
	for _, c := range all {
		needed, err := t.needed(g, c.tensor)
		if err != nil {
			return nil, err
		}
		if needed {
			found = append(found, c)
		}
	}
	return found, nil
}
