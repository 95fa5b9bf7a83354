package graphrewrite

import (
	"math"
	"strings"
)

// FoldRates sets the scalars that say how much to drop out to values that drop nothing:
// a keep_prob to 1, a rate to 0. The ops that read a scalar show which it is; if they do
// not, its name decides.
func FoldRates(g *Graph, q Inference) []Folded {
	var folded []Folded
	for _, n := range q.scalars(g, Float) {
		value, why := q.rate(g, n)
		if why == "" {
			continue
		}
		n.becomeConst(Attrs{"dtype": Float, "value": Tensor(nil, value)})
		folded = append(folded, Folded{Node: n.Name, Called: q.called(n), Value: map[float32]string{0: "0", 1: "1"}[value], Why: why})
	}
	return folded
}

func (q Inference) rate(g *Graph, n *Node) (value float32, why string) {
	const few, many = 0.25, 0.75
	low, high := q.chances(g, n, few), q.chances(g, n, many)
	keeps, drops := 0, 0
	for mask, p := range low {
		switch {
		case equalRate(p, few) && equalRate(high[mask], many):
			keeps++
		case equalRate(p, many) && equalRate(high[mask], few):
			drops++
		}
	}
	name := n.Name + " " + q.Called[n]
	switch {
	case keeps > 0 && drops == 0:
		return 1, "dropout keeps with this probability"
	case drops > 0 && keeps == 0:
		return 0, "dropout drops at this rate"
	case keeps > 0:
		return 0, ""
	case namesKept(name):
		return 1, "its name"
	case namesDropped(name):
		return 0, "its name"
	}
	return 0, ""
}

// NamesRate reports whether a name is that of a scalar which says how much to drop out.
func NamesRate(name string) bool { return namesKept(name) || namesDropped(name) }

func namesKept(name string) bool { return strings.Contains(plainName(name), "keepprob") }

func namesDropped(name string) bool {
	return strings.Contains(plainName(name), "dropoutrate") || strings.Contains(plainName(name), "droprate")
}

func plainName(name string) string { return strings.ReplaceAll(strings.ToLower(name), "_", "") }

func equalRate(a, b float64) bool { return math.Abs(a-b) < 1e-5 }

// chances returns the probabilities of random choices, by the names of their nodes, with
// a scalar set to a value.
func (q Inference) chances(g *Graph, n *Node, value float32) map[string]float64 {
	trial := g.Subgraph(q.Root, q.Given.Node)
	trial.nodes[n.Name].becomeConst(Attrs{"dtype": Float, "value": Tensor(nil, value)})
	chances := map[string]float64{}
	for m := range live(trial.nodes[q.Root.Name], trial.nodes[q.Given.Node.Name].Out(q.Given.Index)) {
		if !m.is(twoValued) {
			continue
		}
		if d, ok := distributionOf(m.Out(0)); ok {
			chances[m.Name] = d.mean()
		}
	}
	return chances
}
