package fastconv

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// norm identifies the batch normalisation of a factor.
type norm struct {
	scale, variance gr.Output
	epsilon         float32
}

// batchNorm is the rule of batch normalisations. It emits the factor once for all
// gradients, so that kernels scaled by it are computed once.
func (f *Fast) batchNorm(v *autodiff.VJP) error {
	if v.Node.InTraining() {
		return v.Base()
	}
	n := norm{v.In(1), v.In(4), v.Node.Float("epsilon", 1e-4)}
	factor, ok := f.factors[n]
	if !ok {
		factor = v.BatchNormFactor()
		f.factors[n] = factor
	}
	v.BatchNorm(factor)
	if !v.ChannelsFirst() {
		f.note(v.DX[0], v.Dy(), factor)
	}
	return nil
}
