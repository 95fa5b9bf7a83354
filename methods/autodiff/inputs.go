package autodiff

import (
	"fmt"
	"maps"
	"slices"
)

// inputs says how many inputs an op's rule reads at least, if more than one.
// TensorFlow checks the graphs that it imports; this keeps a graph that it has
// not seen from breaking a rule.
var inputs = map[string]int{
	"Conv2D": 2, "Conv2DBackpropInput": 3, "DepthwiseConv2dNative": 2, "BiasAdd": 2, "BiasAddV1": 2,
	"MatMul": 2, "BatchMatMul": 2, "BatchMatMulV2": 2, "BatchMatMulV3": 2,
	"FusedBatchNorm": 5, "FusedBatchNormV2": 5, "FusedBatchNormV3": 5, "MaxPoolV2": 3, "ClipByValue": 3,
	"Add": 2, "AddV2": 2, "Div": 2, "DivNoNan": 2, "Maximum": 2, "Minimum": 2, "Mul": 2, "Pow": 2, "RealDiv": 2,
	"Select": 3, "SelectV2": 3, "SquaredDifference": 2, "Sub": 2,
	"Cumsum": 2, "Max": 2, "Mean": 2, "Min": 2, "Prod": 2, "Sum": 2,
	"BatchToSpaceND": 3, "SpaceToBatchND": 3, "Concat": 2, "ConcatV2": 2, "Gather": 2, "GatherNd": 2, "GatherV2": 3, "MirrorPad": 2, "Pad": 2, "PadV2": 2,
	"ReverseV2": 2, "Roll": 3, "Slice": 2, "Split": 2, "SplitV": 3, "StridedSlice": 4, "Tile": 2, "Transpose": 2,
}

// severalOutputs lists the ops whose rules know the gradients of all outputs;
// other rules know the first.
var severalOutputs = []string{"IdentityN", "Split", "SplitV", "Unpack"}

// Ops lists the ops of the base table, sorted.
func Ops() []string { return slices.Sorted(maps.Keys(base)) }

// LeastInputs is how many inputs the rule of an op reads at least.
func LeastInputs(op string) int { return max(1, inputs[op]) }

// check reports whether the node has what its rule reads, and no gradient that
// its rule would pass over.
func (v *VJP) check() error {
	if v.activation != nil {
		return nil
	}
	if need := inputs[v.Node.Op]; len(v.Node.Inputs) < need {
		return fmt.Errorf("it has %d inputs, and its gradient rule reads %d", len(v.Node.Inputs), need)
	}
	if slices.Contains(severalOutputs, v.Node.Op) {
		return nil
	}
	if i := slices.IndexFunc(v.DY[1:], present); i >= 0 {
		return fmt.Errorf("no gradient rule for its output %d", i+1)
	}
	return nil
}
