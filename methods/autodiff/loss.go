package autodiff

// crossEntropyRule is the rule of a cross entropy of logits: its second output is the
// gradient of its first. By the labels, dlabels = -dloss log(softmax(logits)).
func crossEntropyRule(v *VJP) error {
	if v.needsGrad[1] {
		v.DX[1] = v.Neg(v.Mul(v.ExpandDims(v.Dy(), -1), v.Unary("LogSoftmax", v.In(0))))
	}
	return sparseCrossEntropyRule(v)
}

// sparseCrossEntropyRule is the same for labels that are numbers of classes.
func sparseCrossEntropyRule(v *VJP) error {
	if len(v.Node.Types) < 2 {
		return errOutputs
	}
	v.DX[0] = v.Mul(v.ExpandDims(v.Dy(), -1), v.Node.Out(1))
	return nil
}
