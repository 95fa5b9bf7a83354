package autodiff

import "errors"

// topKRule is the rule of TopK and TopKV2: the gradient of a value goes to the place that
// the second output has.
func topKRule(v *VJP) error {
	rank := len(v.In(0).Shape())
	if len(v.Node.Types) < 2 {
		return errOutputs
	}
	if rank == 0 {
		return errors.New("no gradient rule for the largest elements of a tensor of unknown rank")
	}
	v.DX[0] = v.scatter(v.Node.Out(1), int32(rank-1), int32(rank-1))
	return nil
}

// approxTopKRule is the same along the last dimension.
func approxTopKRule(v *VJP) error {
	along, rank := v.Node.Int("reduction_dimension", -1), int64(len(v.In(0).Shape()))
	if along != -1 && along != rank-1 {
		return errors.New("no gradient rule for the largest elements along another dimension than the last")
	}
	return topKRule(v)
}

// nthElementRule shares the gradient equally among the elements of the value that was
// found.
func nthElementRule(v *VJP) error {
	x := v.In(0)
	hits := v.cast(v.Compare("Equal", v.ExpandDims(v.Out(), -1), x), v.Dy())
	number := v.Reduce("Sum", hits, v.Ints(-1), true)
	v.DX[0] = v.Mul(v.Div(hits, number), v.ExpandDims(v.Dy(), -1))
	v.DX[0].Node.Types[0].Shape = x.Shape()
	return nil
}
