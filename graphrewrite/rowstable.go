package graphrewrite

import "slices"

// A rowRule is where an output of a node has the images, given where its inputs do;
// it fails where an element depends on several images, or that is not known.
type rowRule func(t *tracer, n *Node, o Output) (tracked, bool)

// alikeOutputs lists the ops all of whose outputs have the images in one place.
var alikeOutputs = []string{"IdentityN", "Split", "SplitV", "Unpack"}

// broadcasts lists the ops whose elements depend on one element of each input, which
// broadcast.
var broadcasts = slices.Concat(identities, gradientStops, []string{
	"Abs", "AccumulateNV2", "Acos", "Acosh", "Add", "AddN", "AddV2", "AsString", "Asin", "Asinh", "Atan", "Atan2", "Atanh", "BitwiseAnd", "BitwiseOr",
	"BitwiseXor", "Bucketize", "Cast", "Ceil",
	"ClipByValue", "Cos", "Cosh", "Digamma", "Div", "DivNoNan", "Elu", "Equal", "Erf", "Erfc", "Exp", "Expm1",
	"FakeQuantWithMinMaxArgs", "FakeQuantWithMinMaxVars", "Floor", "FloorDiv", "FloorMod", "Greater", "GreaterEqual", "Inv", "Invert", "IsFinite", "IsInf", "IsNan", "LeakyRelu", "LeftShift", "Less",
	"LessEqual", "Lgamma", "Log", "Log1p", "LogicalAnd", "LogicalNot", "LogicalOr", "Maximum", "Minimum", "Mod", "Mul", "MulNoNan", "Neg",
	"NotEqual", "PlaceholderWithDefault", "Pow", "RealDiv", "Reciprocal", "Relu", "Relu6", "RightShift", "Rint", "Round", "Rsqrt",
	"SelectV2", "Selu", "Sigmoid", "Sign", "Sin", "Sinh", "Softplus", "Softsign", "Sqrt", "Square", "SquaredDifference",
	"StaticRegexReplace", "StringLower", "StringStrip", "StringToHashBucketFast", "StringToHashBucketStrong", "StringToNumber", "StringUpper",
	"Sub", "Tan", "Tanh", "TruncateDiv", "TruncateMod", "Xdivy", "Xlog1py", "Xlogy",
})

// imageOps lists the ops that take each image [H,W,C], or its like, by itself, and
// which input is [N, ...].
var imageOps = map[string]int{
	"AvgPool": 0, "AvgPool3D": 0, "Conv2D": 0, "Conv2DBackpropInput": 2, "Conv3D": 0, "Conv3DBackpropInputV2": 2, "DepthToSpace": 0,
	"DepthwiseConv2dNative": 0, "Dilation2D": 0, "ExtractImagePatches": 0, "LRN": 0, "MaxPool": 0, "MaxPool3D": 0, "MaxPoolV2": 0,
	"ResizeArea": 0, "ResizeBicubic": 0, "ResizeBilinear": 0, "ResizeNearestNeighbor": 0, "SpaceToDepth": 0,
}

// reductions lists the ops that take the axes in their second input together.
var reductions = []string{"All", "Any", "ArgMax", "ArgMin", "EuclideanNorm", "Max", "Mean", "Min", "Prod", "Sum"}

// rowRules are the rules by op. An op that is not here loses the images.
var rowRules = allRowRules()

func allRowRules() map[string]rowRule {
	rules := map[string]rowRule{
		"BatchMatMul": matMulRows, "BatchMatMulV2": matMulRows, "BatchMatMulV3": matMulRows, "MatMul": matMulRows, "Einsum": einsumRows,
		"Bitcast": bitcastRows, "BiasAdd": biasRows, "BiasAddV1": biasRows, "LookupTableFindV2": lookupRows, "DenseBincount": bincountRows,
		"FusedBatchNorm": batchNormRows, "FusedBatchNormV2": batchNormRows, "FusedBatchNormV3": batchNormRows,
		"Softmax": lastAxisRows, "LogSoftmax": lastAxisRows,
		"Reshape": reshapeRows, "Squeeze": squeezeRows, "ExpandDims": expandDimsRows, "Transpose": transposeRows,
		"BroadcastTo": broadcastToRows, "Tile": tileRows, "IdentityN": identityNRows, "Select": selectRows, "OneHot": oneHotRows,
		"SpaceToBatchND": spaceToBatchRows, "BatchToSpaceND": batchToSpaceRows,
		"Concat": concatRows, "ConcatV2": concatRows, "Pack": packRows, "Unpack": unpackRows, "Split": splitRows, "SplitV": splitRows,
		"StridedSlice": stridedSliceRows, "Slice": sliceRows, "Gather": gatherRows, "GatherV2": gatherRows,
		"Pad": padRows, "PadV2": padRows, "MirrorPad": padRows, "Cumsum": alongRows, "ReverseV2": alongRows, "Roll": alongRows,
	}
	for _, op := range broadcasts {
		rules[op] = broadcastRows
	}
	for op, data := range imageOps {
		rules[op] = imageRows(data)
	}
	for _, op := range reductions {
		rules[op] = reduceRows
	}
	return rules
}
