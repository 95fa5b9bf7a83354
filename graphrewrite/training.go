package graphrewrite

import (
	"maps"
	"slices"
	"strings"
)

// Signs of training, the plainest first.
const (
	dropsOut       = "drops out"
	batchMoments   = "computes the statistics of the batch"
	movingAverages = "updates moving averages"
	drawsNumbers   = "draws random numbers"
)

// byUse decides a switch by trying both values. The one for training is the one with
// which the network does what only training does.
func (q Inference) byUse(g *Graph, n *Node) (value bool, why string) {
	yes, errYes := q.signs(g, n, true)
	no, errNo := q.signs(g, n, false)
	if errYes != nil || errNo != nil {
		return false, ""
	}
	onlyYes, onlyNo := less(yes, no), less(no, yes)
	switch {
	case len(onlyYes) > 0 && len(onlyNo) == 0:
		return false, "its true branch " + plainest(onlyYes)
	case len(onlyNo) > 0 && len(onlyYes) == 0:
		return true, "its false branch " + plainest(onlyNo)
	}
	return false, ""
}

// less returns the signs in a that are not in b.
func less(a, b map[string]string) map[string]string {
	rest := maps.Clone(a)
	maps.DeleteFunc(rest, func(node, sign string) bool { return b[node] == sign })
	return rest
}

func plainest(signs map[string]string) string {
	found := slices.Collect(maps.Values(signs))
	for _, sign := range []string{dropsOut, batchMoments, movingAverages} {
		if slices.Contains(found, sign) {
			return sign
		}
	}
	return drawsNumbers
}

// signs returns the signs of training in what the root needs with a switch set to a
// value, by the names of their nodes.
func (q Inference) signs(g *Graph, n *Node, value bool) (map[string]string, error) {
	trial := g.Subgraph(q.Root, q.Given.Node)
	trial.nodes[n.Name].becomeConst(Attrs{"dtype": Bool, "value": Tensor(nil, value)})
	root, given := trial.nodes[q.Root.Name], trial.nodes[q.Given.Node.Name].Out(q.Given.Index)
	if _, err := FoldSwitches(trial); err != nil {
		return nil, err
	}
	if q.Defs != nil && len(g.Library.GetFunction()) > 0 {
		if _, err := FoldBranches(trial, q.Defs, root); err != nil {
			return nil, err
		}
	}
	return trial.signs(root, given)
}

func (g *Graph) signs(root *Node, given Output) (map[string]string, error) {
	signs := map[string]string{}
	for n := range live(root, given) {
		switch in, why := n.dropped(); {
		case why == certainly:
			n.becomeIdentity(in)
		case why != "":
			signs[n.Name] = dropsOut
		case n.ofBatch():
			signs[n.Name] = batchMoments
		}
	}
	for _, d := range g.Draws(root, given) {
		if signs[d.Node.Name] == "" {
			signs[d.Node.Name] = drawsNumbers
		}
	}
	varies, err := g.Dependents(given.Node)
	if err != nil {
		return nil, err
	}
	for n := range Ancestors(root) {
		if strings.HasPrefix(n.Op, "Assign") && slices.ContainsFunc(n.Inputs, func(in Output) bool { return varies[in.Node] }) {
			signs[n.Name] = movingAverages
		}
	}
	return signs, nil
}

// ofBatch reports whether n computes statistics of the whole batch: it is a batch
// normalisation in training mode, or the variance of one that is written out, a mean of
// squared differences over the batch.
func (n *Node) ofBatch() bool {
	if n.Op != "Mean" || len(n.Inputs) != 2 || n.Inputs[0].Node.Op != "SquaredDifference" {
		return n.InTraining()
	}
	axes, err := n.Inputs[1].Node.ConstInts()
	return err == nil && slices.Contains(axes, 0)
}

// InTraining reports whether a node is a batch normalisation in training mode, which
// computes the statistics of its input. That is the default of the op.
func (n *Node) InTraining() bool {
	a := n.Attr["is_training"]
	return strings.HasPrefix(n.Op, "FusedBatchNorm") && (a == nil || a.GetB())
}
