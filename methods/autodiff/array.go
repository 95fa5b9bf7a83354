package autodiff

import (
	"errors"

	gr "tfreeze/graphrewrite"
)

// reshapeRule is the rule of Reshape, Squeeze and ExpandDims.
func reshapeRule(v *VJP) error {
	v.DX[0] = v.Like(v.Dy(), v.In(0))
	return nil
}

func transposeRule(v *VJP) error {
	perm := v.In(1)
	inverse := v.Op("InvertPermutation", "", perm.Type(), gr.Attrs{"T": perm.DType()}, perm)
	v.DX[0] = v.Transpose(v.Dy(), inverse)
	v.DX[0].Node.Types[0].Shape = v.In(0).Shape()
	return nil
}

// tileRule splits each dimension into (repeats, size) and sums over the repeats.
func tileRule(v *VJP) error {
	x := v.In(0)
	rank := len(x.Shape())
	if x.Shape() == nil {
		return errors.New("no gradient rule for a Tile of a tensor of unknown rank")
	}
	pairs := v.Op("Pack", "", gr.Type{DType: gr.Int32}, gr.Attrs{"T": gr.Int32, "N": 2, "axis": 1}, v.castInt(v.In(1)), v.Shape(x))
	repeats := make([]int32, rank)
	for i := range repeats {
		repeats[i] = int32(2 * i)
	}
	split := v.Reshape(v.Dy(), v.Reshape(pairs, v.Ints(-1)))
	v.DX[0] = v.Reduce("Sum", split, v.Ints(repeats...), false)
	return nil
}

func broadcastToRule(v *VJP) error {
	v.DX[0] = v.unbroadcast(v.Dy(), v.In(0), v.Out())
	return nil
}

func reverseRule(v *VJP) error {
	v.DX[0] = v.Op("ReverseV2", "", v.Dy().Type(), gr.Attrs{"T": v.Dy().DType(), "Tidx": v.In(1).DType()}, v.Dy(), v.In(1))
	return nil
}

func rollRule(v *VJP) error {
	shift, axis := v.In(1), v.In(2)
	v.DX[0] = v.Op("Roll", "", v.Dy().Type(),
		gr.Attrs{"T": v.Dy().DType(), "Tshift": shift.DType(), "Taxis": axis.DType()}, v.Dy(), v.Neg(shift), axis)
	return nil
}

// reverseSequenceRule reverses dy as the op reversed x, row by row, and so does
// reverseV1Rule, whose dimensions are booleans.
func reverseSequenceRule(v *VJP) error {
	attrs := v.kept(gr.Attrs{"T": v.Dy().DType(), "Tlen": v.In(1).DType()}, "seq_dim", "batch_dim")
	v.DX[0] = v.Op("ReverseSequence", "", v.Dy().Type(), attrs, v.Dy(), v.In(1))
	return nil
}

func reverseV1Rule(v *VJP) error {
	v.DX[0] = v.Op("Reverse", "", v.Dy().Type(), gr.Attrs{"T": v.Dy().DType()}, v.Dy(), v.In(1))
	return nil
}

// fillRule sums dy, because all elements are the one value.
func fillRule(v *VJP) error {
	v.DX[1] = v.Reduce("Sum", v.Reshape(v.Dy(), v.Ints(-1)), v.Ints(0), false)
	return nil
}
