package explain

import (
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/fastconv"
	"tfreeze/savedmodels"
)

// tile has an op of ours compute gradients of 3x3 convolutions, in tiles, and that of a Relu
// that reads it at once.
func (e *Explainer) tile(fast *fastconv.Fast) {
	uses := e.graph.Uses()
	for _, name := range e.graph.Names() {
		n := e.graph.Node(name)
		kernel, ok := fast.TiledKernel(n)
		if !ok {
			continue
		}
		k, all := shapeOf(holderOf(kernel)), uses[n]
		if len(k) != 4 || !k.Static() {
			continue
		}
		if len(all) == 1 && all[0].Node.Op == "ReluGrad" && all[0].Input == 0 {
			relu := all[0].Node
			e.graph.Become(relu, fast.Tiled(n, k, e.threads, relu.Inputs[1]))
		} else {
			e.graph.Become(n, fast.Tiled(n, k, e.threads))
		}
	}
}

// derived has the session compute the faster forms of kernels, too, once it has the weights.
func (e *Explainer) derived(w *savedmodels.Weights, fast *fastconv.Fast) *savedmodels.Weights {
	initialise := fast.Initialise()
	if initialise == nil {
		return w
	}
	more := savedmodels.Weights{}
	if w != nil {
		more = *w
	}
	if derive := e.graph.Node(more.Derive); derive != nil {
		initialise.Control = append(initialise.Control, derive)
	}
	more.Derive = initialise.Name
	return &more
}

// dropForms lets the session compute no forms of kernels that faster forms stand for. No node
// is removed: the pruned engine reads tensors that the faster forms left behind.
func (e *Explainer) dropForms(w *savedmodels.Weights) {
	if w == nil || w.Derive == "" {
		return
	}
	needed := gr.Ancestors(e.roots()...)
	derive := e.graph.Node(w.Derive)
	for _, n := range append([]*gr.Node{derive}, derive.Control...) {
		n.Control = slices.DeleteFunc(n.Control, func(assign *gr.Node) bool {
			return assign.Op == "AssignVariableOp" && fastconv.IsForm(assign.Inputs[0].Node) && !needed[assign.Inputs[0].Node]
		})
	}
}
