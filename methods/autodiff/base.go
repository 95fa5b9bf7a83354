package autodiff

import (
	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"

	gr "tfreeze/graphrewrite"
)

// base is the table of vector-Jacobian products that hold for every method.
// Python's tf.gradients is the reference for each.
var base = withIdentities(Rules{
	// Linear layers.
	"Conv2D":                convRule,
	"Conv2DBackpropInput":   transposedConvRule,
	"DepthwiseConv2dNative": depthwiseRule,
	"BiasAdd":               biasAddRule,
	"BiasAddV1":             biasAddRule,
	"MatMul":                matMulRule("transpose_a", "transpose_b"),
	"BatchMatMul":           matMulRule("adj_x", "adj_y"),
	"BatchMatMulV2":         matMulRule("adj_x", "adj_y"),
	"BatchMatMulV3":         matMulRule("adj_x", "adj_y"),
	"Einsum":                einsumRule,

	// Activations.
	"Relu":       activationRule,
	"Relu6":      activationRule,
	"LeakyRelu":  activationRule,
	"Elu":        activationRule,
	"Selu":       activationRule,
	"Softplus":   activationRule,
	"Softsign":   activationRule,
	"Sigmoid":    activationRule,
	"Tanh":       activationRule,
	"Softmax":    softmaxRule,
	"LogSoftmax": logSoftmaxRule,

	// Normalisation and pooling.
	"FusedBatchNorm":        batchNormRule,
	"FusedBatchNormV2":      batchNormRule,
	"FusedBatchNormV3":      batchNormRule,
	"LRN":                   lrnRule,
	"MaxPool":               maxPoolRule,
	"MaxPoolV2":             maxPoolRule,
	"AvgPool":               avgPoolRule,
	"ResizeBilinear":        resizeRule("ResizeBilinearGrad"),
	"ResizeBicubic":         resizeRule("ResizeBicubicGrad"),
	"ResizeNearestNeighbor": resizeNearestRule,

	// Elementwise, one operand.
	"Abs":         absRule,
	"Acos":        acosRule,
	"Asin":        asinRule,
	"Asinh":       asinhRule,
	"Atan":        atanRule,
	"Atanh":       atanhRule,
	"Cast":        castRule,
	"ClipByValue": clipRule,
	"Cos":         cosRule,
	"Cosh":        coshRule,
	"Erf":         erfRule,
	"Erfc":        erfcRule,
	"Exp":         expRule,
	"Expm1":       expm1Rule,
	"Inv":         fromOutput("InvGrad"),
	"Lgamma":      lgammaRule,
	"Log":         logRule,
	"Log1p":       log1pRule,
	"Neg":         negRule,
	"Reciprocal":  fromOutput("ReciprocalGrad"),
	"Rsqrt":       fromOutput("RsqrtGrad"),
	"Sin":         sinRule,
	"Sinh":        sinhRule,
	"Sqrt":        fromOutput("SqrtGrad"),
	"Square":      squareRule,
	"Tan":         tanRule,

	// Elementwise, several operands.
	"AccumulateNV2":     addNRule,
	"Add":               addRule,
	"AddN":              addNRule,
	"AddV2":             addRule,
	"Div":               divRule("RealDiv"),
	"DivNoNan":          divRule("DivNoNan"),
	"Maximum":           extremeRule("GreaterEqual"),
	"Minimum":           extremeRule("LessEqual"),
	"Mul":               mulRule,
	"Pow":               powRule,
	"RealDiv":           divRule("RealDiv"),
	"Select":            selectRule,
	"SelectV2":          selectRule,
	"SquaredDifference": squaredDifferenceRule,
	"Sub":               subRule,

	// Reductions.
	"Cumsum": cumsumRule,
	"L2Loss": l2LossRule,
	"Max":    extremumRule,
	"Mean":   meanRule,
	"Min":    extremumRule,
	"Prod":   prodRule,
	"Sum":    sumRule,

	// Moving elements.
	"BatchToSpaceND": batchBlockRule("SpaceToBatchND", "Tpaddings"),
	"BroadcastTo":    broadcastToRule,
	"Concat":         concatV1Rule,
	"ConcatV2":       concatRule,
	"DepthToSpace":   blockRule("SpaceToDepth"),
	"ExpandDims":     reshapeRule,
	"Gather":         gatherV1Rule,
	"GatherNd":       gatherNdRule,
	"GatherV2":       gatherRule,
	"MirrorPad":      mirrorPadRule,
	"Pack":           packRule,
	"Pad":            padRule,
	"PadV2":          padRule,
	"Reshape":        reshapeRule,
	"ReverseV2":      reverseRule,
	"Roll":           rollRule,
	"Slice":          sliceRule,
	"SpaceToBatchND": batchBlockRule("BatchToSpaceND", "Tcrops"),
	"SpaceToDepth":   blockRule("DepthToSpace"),
	"Split":          splitRule(1, 0),
	"SplitV":         splitRule(0, 2),
	"Squeeze":        reshapeRule,
	"StridedSlice":   stridedSliceRule,
	"Tile":           tileRule,
	"Transpose":      transposeRule,
	"Unpack":         unpackRule,

	// Ops that hand their input on, besides the identities.
	"IdentityN":              identityNRule,
	"PlaceholderWithDefault": passThrough,
	"Print":                  printRule,
})

func withIdentities(rules Rules) Rules {
	for _, op := range gr.Identities() {
		rules[op] = passThrough
	}
	return rules
}

// noGradient lists the ops through which no gradient flows: what they compute
// is piecewise constant in their input, or declared to be.
var noGradient = []string{
	"ArgMax", "ArgMin", "Ceil", "Equal", "Floor", "FloorDiv", "Greater", "GreaterEqual", "IsFinite", "IsInf", "IsNan",
	"Less", "LessEqual", "LogicalAnd", "LogicalNot", "LogicalOr", "NotEqual", "OneHot", "OnesLike", "Range", "Rank",
	"Rint", "Round", "Shape", "ShapeN", "Sign", "Size", "StopGradient", "ZerosLike",
}

// controlFlow lists the ops that choose what runs, or repeat it.
var controlFlow = []string{
	"Case", "Enter", "Exit", "For", "If", "LoopCond", "Merge", "NextIteration", "RefEnter", "RefExit", "RefMerge", "RefNextIteration",
	"RefSwitch", "StatelessCase", "StatelessIf", "StatelessWhile", "Switch", "While",
}

// carriesGradient reports whether a tensor's elements can vary continuously, as
// far as its type is known.
func carriesGradient(o gr.Output) bool {
	switch o.DType() {
	case gr.Bool, gr.Int32, gr.Int64, typespb.DataType_DT_STRING,
		typespb.DataType_DT_INT8, typespb.DataType_DT_INT16, typespb.DataType_DT_UINT8,
		typespb.DataType_DT_UINT16, typespb.DataType_DT_UINT32, typespb.DataType_DT_UINT64:
		return false
	}
	return true
}
