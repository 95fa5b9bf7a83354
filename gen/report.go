package gen

import (
	"fmt"
	"slices"
	"strings"

	gr "tfreeze/graphrewrite"
)

// A Report counts what Build did.
type Report struct {
	// Frozen counts the frozen activations by op.
	Frozen map[string]int
	// Left lists activation ops that were not frozen.
	Left                    []Left
	NodesBefore, NodesAfter int
}

// Left is one activation op that stays as it was.
type Left struct{ Node, Op, Why string }

func (r *Report) leave(n *gr.Node, why string) {
	r.Left = append(r.Left, Left{n.Name, n.Op, why})
}

func (r *Report) frozen(nodes []*gr.Node) {
	r.Frozen = map[string]int{}
	for _, n := range nodes {
		r.Frozen[n.Op]++
	}
}

// FrozenByOp reads "Relu 25, Relu6 2", most first.
func (r *Report) FrozenByOp() string { return byCount(r.Frozen) }

// LeftByReason reads "Sigmoid 1 (a gate)".
func (r *Report) LeftByReason() string {
	counts := map[string]int{}
	for _, l := range r.Left {
		counts[l.Op+" ("+l.Why+")"]++
	}
	return byCount(counts)
}

func byCount(counts map[string]int) string {
	keys := make([]string, 0, len(counts))
	for k := range counts {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b string) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(a, b)
	})
	for i, k := range keys {
		keys[i] = fmt.Sprintf("%s %d", k, counts[k])
	}
	return strings.Join(keys, ", ")
}

func (r *Report) whyNot() string {
	if len(r.Left) == 0 {
		return ""
	}
	return "; left out: " + r.LeftByReason()
}
