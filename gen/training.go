package gen

import (
	"slices"
	"strings"

	gr "tfreeze/graphrewrite"
)

// A training is what a graph holds besides its network if it was saved to be trained.
type training struct {
	// added are the gradients, what is computed of them, and the updates of variables.
	added map[*gr.Node]bool
	// reads are the tensors that a loss compares with labels, each once.
	reads []gr.Output
	// labelled are the nodes that depend on labels.
	labelled map[*gr.Node]bool
}

// trainingOf finds what serves training alone. It has no reads in a graph without a
// gradient or a loss.
func trainingOf(g *gr.Graph) (*training, error) {
	nodes, err := g.Sorted()
	if err != nil {
		return nil, err
	}
	t := &training{added: map[*gr.Node]bool{}, labelled: map[*gr.Node]bool{}}
	scopes := gradientScopes(g)
	for _, n := range nodes {
		t.added[n] = isUpdate(n.Op) || inScope(scopes, n.Name) || slices.ContainsFunc(n.Inputs, func(in gr.Output) bool {
			return t.added[in.Node] && !isUpdate(in.Node.Op)
		})
	}
	t.findLosses(g, nodes)
	return t, nil
}

// gradientScopes finds the names under which tf.gradients put its nodes. Those of a node
// X are under SCOPE/X_grad.
func gradientScopes(g *gr.Graph) map[string]bool {
	scopes := map[string]bool{}
	for _, name := range g.Names() {
		if len(name) > maxScoped {
			continue
		}
		for rest, at := name, 0; ; {
			i := strings.Index(rest, gradientSuffix+"/")
			if i < 0 {
				break
			}
			at += i
			noteScopes(g, name[:at], scopes)
			at += len(gradientSuffix)
			rest = name[at:]
		}
	}
	return scopes
}

const (
	gradientSuffix = "_grad"
	// maxScoped bounds the names that are examined, each of whose parts may be a scope.
	maxScoped = 4096
)

// noteScopes notes each SCOPE such that a path is SCOPE/X and X is a node.
func noteScopes(g *gr.Graph, path string, scopes map[string]bool) {
	for i, c := range path {
		if c == '/' && g.Node(path[i+1:]) != nil {
			scopes[path[:i]] = true
		}
	}
}

func inScope(scopes map[string]bool, name string) bool {
	if len(scopes) == 0 || len(name) > maxScoped {
		return false
	}
	for i, c := range name {
		if c == '/' && scopes[name[:i]] {
			return true
		}
	}
	return false
}

// isUpdate reports whether an op changes a variable.
func isUpdate(op string) bool {
	for _, prefix := range []string{"Apply", "ResourceApply", "SparseApply", "ResourceSparseApply", "ResourceScatter", "Assign"} {
		if strings.HasPrefix(op, prefix) {
			return true
		}
	}
	return false
}

// needed reports whether what a loss reads depends on an input. Without a loss, it may.
func (t *training) needed(g *gr.Graph, input gr.Output) (bool, error) {
	if len(t.reads) == 0 {
		return true, nil
	}
	below, err := g.Dependents(input.Node)
	return slices.ContainsFunc(t.reads, func(o gr.Output) bool { return below[o.Node] }), err
}
