package autodiff

import "strings"

// A refusal is why some ops have no rule on purpose.
type refusal struct{ why, ops string }

// refusals lists the ops that are refused, and why: a part of the table ops. The reason
// follows "no gradient rule for".
var refusals = []refusal{
	{"a whole recurrent layer in one op; one that is unrolled can be explained", `
		BlockLSTM BlockLSTMV2 CudnnRNN CudnnRNNV2 CudnnRNNV3 GRUBlockCell LSTMBlockCell`},
	{"the list of tensors of a loop", `
		TensorArrayConcat TensorArrayConcatV2 TensorArrayConcatV3 TensorArrayGather TensorArrayGatherV2 TensorArrayGatherV3
		TensorArrayRead TensorArrayReadV2 TensorArrayReadV3 TensorArrayScatter TensorArrayScatterV2 TensorArrayScatterV3
		TensorArraySplit TensorArraySplitV2 TensorArraySplitV3 TensorArrayWrite TensorArrayWriteV2 TensorArrayWriteV3
		TensorListConcat TensorListConcatV2 TensorListFromTensor TensorListGather TensorListGetItem TensorListPopBack
		TensorListPushBack TensorListResize TensorListScatter TensorListScatterIntoExistingList TensorListScatterV2
		TensorListSetItem TensorListSplit TensorListStack`},
	{"a loss over alignments; explain the logits that it reads", "CTCLoss CTCLossV2"},
	{"decompositions of matrices, which no layer has", `
		BandedTriangularSolve Eig MatrixSolveLs MatrixSquareRoot Qr SelfAdjointEigV2 Svd TridiagonalMatMul TridiagonalSolve`},
	{"ragged tensors; explain a tensor behind them", `
		RaggedFillEmptyRows RaggedGather RaggedTensorFromVariant RaggedTensorToSparse RaggedTensorToTensor RaggedTensorToVariant`},
	{"values of sparse tensors; explain a dense tensor behind them", `
		CSRSparseMatrixToDense CSRSparseMatrixToSparseTensor DenseToCSRSparseMatrix SparseAdd SparseDenseCwiseAdd
		SparseDenseCwiseDiv SparseDenseCwiseMul SparseFillEmptyRows SparseMatrixAdd SparseMatrixMatMul SparseMatrixMul
		SparseMatrixSoftmax SparseMatrixSparseMatMul SparseMatrixTranspose SparseReduceSum SparseReorder SparseSlice
		SparseSoftmax SparseSparseMaximum SparseSparseMinimum SparseTensorDenseAdd SparseTensorToCSRSparseMatrix`},
	{"random numbers", `
		RandomGamma StatelessParameterizedTruncatedNormal StatelessRandomGammaV2 StatelessRandomGammaV3`},
	{"values that hold other tensors", `
		CompositeTensorVariantFromComponents CompositeTensorVariantToComponents OptionalFromValue OptionalGetValue _EagerConst`},
	{"isotonic regression", "IsotonicRegression"},
	{"what the model declares to have no gradient", "PreventGradient"},
	{"a call of Python", "EagerPyFunc"},
	{"what several devices exchange; export the model for one", `
		AllToAll CollectivePermute CopyToMesh CopyToMeshGrad CrossReplicaSum NcclAllReduce NcclBroadcast NcclReduce Relayout
		RelayoutLike TPUEmbeddingActivations XlaClusterOutput XlaSpmdFullToShardShape XlaSpmdShardToFullShape`},
	{"an op of XLA alone", "XlaEinsum"},
	{"the gradient of another op: a forward pass has none", `
		AvgPool3DGrad AvgPoolGrad BiasAddGrad Conv2DBackpropFilter Conv3DBackpropFilterV2 DebugGradientIdentity
		DebugGradientRefIdentity DepthwiseConv2dNativeBackpropFilter EluGrad FusedBatchNormGrad FusedBatchNormGradV2
		FusedBatchNormGradV3 InvGrad LeakyReluGrad MaxPool3DGrad MaxPool3DGradGrad MaxPoolGrad MaxPoolGradGrad MaxPoolGradV2
		MirrorPadGrad QuantizeAndDequantizeV4Grad ReciprocalGrad Relu6Grad ReluGrad RsqrtGrad SeluGrad SigmoidGrad SoftplusGrad
		SqrtGrad StridedSliceGrad TanhGrad`},
}

// addRefusals adds a row for each op that is refused.
func addRefusals(ops map[string]Op) {
	for _, r := range refusals {
		for _, op := range strings.Fields(r.ops) {
			ops[op] = Op{refused: r.why}
		}
	}
}
