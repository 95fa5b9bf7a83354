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
		all = append(all, candidate{key, o})
	}
	slices.SortFunc(all, func(a, b candidate) int {
		if c := strings.Compare(a.tensor.String(), b.tensor.String()); c != 0 {
			return c
		}
		return strings.Compare(a.key, b.key)
	})
	return slices.CompactFunc(all, func(a, b candidate) bool { return a.tensor == b.tensor })
}

func placeholders(g *gr.Graph) []candidate {
	var found []candidate
	for _, name := range g.Names() {
		if n := g.Node(name); n.Op == "Placeholder" {
			found = append(found, candidate{"", n.Out(0)})
		}
	}
	return found
}

// sinks lists the outputs that depend on the input and that no node reads.
func sinks(g *gr.Graph, input gr.Output) ([]candidate, error) {
	below, err := g.Dependents(input.Node)
	if err != nil {
		return nil, err
	}
	uses := g.Uses()
	var found []candidate
	for _, name := range g.Names() {
		n := g.Node(name)
		if below[n] && len(uses[n]) == 0 && n != input.Node {
			for i := range n.Types {
				found = append(found, candidate{"", n.Out(i)})
			}
		}
	}
	return found, nil
}
