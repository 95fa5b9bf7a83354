package gen

import (
	"maps"
	"slices"

	gr "tfreeze/graphrewrite"
)

// findLosses finds the tensors that losses compare with labels.
func (t *training) findLosses(g *gr.Graph, nodes []*gr.Node) {
	f := lossFinder{uses: g.Uses(), weighted: map[*gr.Node]bool{}, fed: map[*gr.Node]bool{}}
	var losses, labels []*gr.Node
	read := map[*gr.Node]bool{}
	for _, n := range nodes {
		f.note(n)
		if t.added[n] {
			continue
		}
		side, label := f.compared(n)
		if side.IsZero() {
			continue
		}
		losses, labels = append(losses, n), append(labels, label.Node)
		if from := unflattened(inLog(side)); !read[from.Node] {
			t.reads, read[from.Node] = append(t.reads, from), true
		}
	}
	t.mark(nodes, f.fed, losses, labels, read)
}

// mark marks the labels, the losses with all that they compute of what they read, and what
// depends on these. An autoencoder's label is its input, which is no label.
func (t *training) mark(nodes []*gr.Node, fed map[*gr.Node]bool, losses, labels []*gr.Node, read map[*gr.Node]bool) {
	network, aboveLabel, aboveLoss := gr.Ancestors(slices.Collect(maps.Keys(read))...), gr.Ancestors(labels...), gr.Ancestors(losses...)
	behind := map[*gr.Node]bool{}
	for _, n := range nodes {
		behind[n] = slices.ContainsFunc(n.Inputs, func(in gr.Output) bool { return behind[in.Node] || read[in.Node] })
		t.labelled[n] = !network[n] && (aboveLabel[n] && fed[n] || aboveLoss[n] && behind[n]) ||
			slices.ContainsFunc(n.Inputs, func(in gr.Output) bool { return t.labelled[in.Node] })
	}
}

// A lossFinder knows of the nodes so far which depend on variables, and which on what is
// fed or read.
type lossFinder struct {
	uses          map[*gr.Node][]gr.Use
	weighted, fed map[*gr.Node]bool
}

var (
	crossEntropies = []string{"SoftmaxCrossEntropyWithLogits", "SparseSoftmaxCrossEntropyWithLogits"}
	variableOps    = []string{"VariableV2", "Variable", "VarHandleOp"}
	sourceOps      = []string{"Placeholder", "PlaceholderWithDefault", "IteratorGetNext", "QueueDequeueV2", "QueueDequeueManyV2", "QueueDequeueUpToV2"}
)

func (f *lossFinder) note(n *gr.Node) {
	f.weighted[n] = slices.Contains(variableOps, n.Op) || slices.ContainsFunc(n.Inputs, func(in gr.Output) bool { return f.weighted[in.Node] })
	f.fed[n] = slices.Contains(sourceOps, n.Op) || slices.ContainsFunc(n.Inputs, func(in gr.Output) bool { return f.fed[in.Node] })
}

// isLabel reports whether a tensor is fed, and no weight has a part in it.
func (f *lossFinder) isLabel(o gr.Output) bool { return f.fed[o.Node] && !f.weighted[o.Node] }

// compared returns what a node compares with labels, and the labels; zero if it compares
// nothing.
func (f *lossFinder) compared(n *gr.Node) (read, label gr.Output) {
	if len(n.Inputs) == 0 {
		return
	}
	if slices.Contains(crossEntropies, n.Op) && len(n.Inputs) == 2 {
		return n.Inputs[0], n.Inputs[1]
	}
	switch n.Op {
	case "Add", "AddV2":
		return sigmoidEntropy(n)
	case "Mul":
		return f.likelihood(n)
	case "SquaredDifference":
		return f.sides(n)
	case "Sub":
		if slices.ContainsFunc(f.uses[n], func(u gr.Use) bool { return slices.Contains([]string{"Square", "Abs", "L2Loss", "Pow"}, u.Node.Op) }) {
			return f.sides(n)
		}
	}
	return
}

// sides tells an output of the network from labels.
func (f *lossFinder) sides(n *gr.Node) (read, label gr.Output) {
	if len(n.Inputs) != 2 {
		return
	}
	a, b := n.Inputs[0], n.Inputs[1]
	if f.isLabel(a) {
		a, b = b, a
	}
	if f.weighted[a.Node] && f.fed[a.Node] && f.isLabel(b) {
		return a, b
	}
	return
}

// likelihood finds the logarithm in the product of labels and log p.
func (f *lossFinder) likelihood(n *gr.Node) (read, label gr.Output) {
	if read, label = f.sides(n); read.IsZero() {
		return
	}
	if log := through(read, "Neg").Node.Op; log != "Log" && log != "LogSoftmax" {
		return gr.Output{}, gr.Output{}
	}
	return read, label
}

// inLog goes back from log p to p, to which a small number may have been added. What is no
// logarithm stays.
func inLog(o gr.Output) gr.Output {
	log := through(o, "Neg").Node
	if log.Op != "Log" || len(log.Inputs) == 0 {
		return o
	}
	return through(log.Inputs[0], "ClipByValue", "Maximum", "Add", "AddV2")
}

// sigmoidEntropy finds x and the labels z in what TensorFlow writes for the cross-entropy of
// sigmoids:
//
//	AddV2(Sub(Select(x >= 0, x, 0), Mul(x, z)), Log1p(Exp(Select(x >= 0, -x, x))))
func sigmoidEntropy(n *gr.Node) (read, label gr.Output) {
	product := inputOf(inputOf(n, "Sub", 0), "Mul", 1)
	choice := inputOf(inputOf(inputOf(n, "Log1p", 1), "Exp", 0), "Select", 0)
	if choice == nil {
		choice = inputOf(inputOf(inputOf(n, "Log1p", 1), "Exp", 0), "SelectV2", 0)
	}
	negative := inputOf(choice, "Neg", 1)
	if product == nil || negative == nil || len(product.Inputs) != 2 || len(negative.Inputs) != 1 {
		return
	}
	switch x := negative.Inputs[0]; x {
	case product.Inputs[0]:
		return x, product.Inputs[1]
	case product.Inputs[1]:
		return x, product.Inputs[0]
	}
	return
}

// inputOf returns input i of a node if it is of the op, else nil.
func inputOf(n *gr.Node, op string, i int) *gr.Node {
	if n == nil || i >= len(n.Inputs) || n.Inputs[i].Node.Op != op {
		return nil
	}
	return n.Inputs[i].Node
}

// through goes back through ops that give their input, and through the given ones by
// their first input.
func through(o gr.Output, ops ...string) gr.Output {
	for range maxHead {
		n := o.Node
		if len(n.Inputs) == 0 || !gr.GivesInput(n.Op) && !slices.Contains(ops, n.Op) {
			break
		}
		o = n.Inputs[0]
	}
	return o
}

// unflattened goes back through reshapes that keep the last dimension, in which the
// classes are: a loss makes rows of its logits.
func unflattened(o gr.Output) gr.Output {
	for range maxHead {
		n := o.Node
		if n.Op != "Reshape" || len(n.Inputs) == 0 {
			break
		}
		from, to := n.Inputs[0].Shape(), o.Shape()
		classes := len(from) > 0 && len(to) > 0 && (from[len(from)-1] == to[len(to)-1] || to[len(to)-1] < 0)
		if !explainable(n.Inputs[0]) || !classes {
			break
		}
		o = n.Inputs[0]
	}
	return o
}
