package serving

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// Bound emits the least or the greatest value of each element of the input, in a shape that
// broadcasts against it: the known ones of channels, or what op, Min or Max, gives of each
// input.
func (n *Net) Bound(e autodiff.Emitter, known []float64, op string) gr.Output {
	rank := len(n.Input.Shape())
	if rank != 4 || n.Input.Shape()[n.channels()] != int64(len(known)) {
		axes := make([]int32, max(0, rank-1))
		for i := range axes {
			axes[i] = int32(i + 1)
		}
		return e.Reduce(op, n.Input, e.Ints(axes...), true)
	}
	values, shape := make([]float32, len(known)), gr.Shape{1, 1, 1, 1}
	for i, v := range known {
		values[i] = float32(v)
	}
	shape[n.channels()] = int64(len(known))
	return e.InTypeOf(e.Const("", gr.Tensor(shape, values...)), n.Input)
}

// FrozenOf emits the relevance that ends at frozen units, [N]: the sum over the freezings'
// outputs where a unit does not pass. relevance emits that of units, given their output and
// the gradient that arrived there.
func (n *Net) FrozenOf(s gr.Scope, arrived map[gr.Output]gr.Output, relevance func(output, arrived gr.Output) gr.Output) gr.Output {
	e := autodiff.Emitter{Scope: s}
	total := e.ZerosLike(n.Score)
	for i, f := range n.Freezings {
		d, ok := arrived[f.Output]
		if !ok {
			continue
		}
		d = relevance(f.Output, d)
		lost := e.SelectV2(f.Pass, e.ZerosLike(d), d)
		lost.Node.Types[0] = f.Output.Type()
		sum := e.Reduce("Sum", flattened(e, n.Apart(e, lost, n.rows(i))), e.Ints(1), false)
		total = e.Add(total, e.InTypeOf(sum, n.Score))
	}
	total.Node.Types[0].Shape = n.Score.Shape()
	return total
}
