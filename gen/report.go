package gen

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	gr "tfreeze/graphrewrite"
)

// A Report says what Build did.
type Report struct {
	// Frozen counts the frozen activations by kind.
	Frozen map[string]int
	// Left lists the activations that were not frozen.
	Left                    []Left
	NodesBefore, NodesAfter int
	// Folded lists what was set to inference: switches such as is_training, dropout,
	// augmentation.
	Folded []gr.Folded
	// Unrolled lists the loops that were replaced by their steps.
	Unrolled []gr.Unrolled
	// Fed are the names of Options.Switches that became constants.
	Fed []string
	// Alone says why batches are refused; empty if they are not.
	Alone string
	// Layer is the tensor of the features that methods of one layer explain; empty if there
	// are no such methods.
	Layer string
	// Passing says which nodes pass, where that is not the default.
	Passing string
	// Unfrozen says why nothing is frozen, so that there are plain maps alone; empty if
	// something is.
	Unfrozen string
}

// Left is an activation that is not frozen.
type Left struct{ Node, Op, Why string }

func (r *Report) leave(node, op, why string) {
	r.Left = append(r.Left, Left{node, op, why})
}

func (r *Report) frozen(activations []gr.Activation) {
	r.Frozen = map[string]int{}
	for _, a := range activations {
		r.Frozen[a.Kind]++
	}
}

// FrozenByOp returns, for example, "Relu 25, Relu6 2", the most frequent first.
func (r *Report) FrozenByOp() string {
	counts := map[Left]int{}
	for op, n := range r.Frozen {
		counts[Left{Op: op}] = n
	}
	return byCount(counts)
}

// LeftByReason returns, for example, "Sigmoid 1 (a gate)".
func (r *Report) LeftByReason() string {
	counts := map[Left]int{}
	for _, l := range r.Left {
		counts[Left{Op: l.Op, Why: l.Why}]++
	}
	return byCount(counts)
}

func byCount(counts map[Left]int) string {
	kinds := slices.SortedFunc(maps.Keys(counts), func(a, b Left) int {
		return cmp.Or(counts[b]-counts[a], strings.Compare(a.Op, b.Op), strings.Compare(a.Why, b.Why))
	})
	items := make([]string, len(kinds))
	for i, k := range kinds {
		items[i] = fmt.Sprintf("%s %d", k.Op, counts[k])
		if k.Why != "" {
			items[i] += " (" + k.Why + ")"
		}
	}
	return strings.Join(items, ", ")
}

func (r *Report) whyNot() string {
	if len(r.Left) == 0 {
		return ""
	}
	return "; left out: " + r.LeftByReason()
}
