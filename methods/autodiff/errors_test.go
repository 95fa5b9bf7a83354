package autodiff

import (
	"fmt"
	"strings"
	"testing"

	"tfreeze/methods/internal/graphtest"
)

// sources precedes each graph of TestErrors.
const sources = `
x = Placeholder() {dtype=float} -> float[?,4,4,4]
k = Placeholder() {dtype=float} -> float[3,3,?,4]
vector = Placeholder() {dtype=float} -> float[4]
anything = Placeholder() {dtype=float} -> float[...]
number = Placeholder() {dtype=int32} -> int32[]
back = Const() {dtype=int32 value=int32[]{-1}} -> int32[]
five = Const() {dtype=int32 value=int32[]{5}} -> int32[]
zero = Const() {dtype=int32 value=int32[]{0}} -> int32[]
unranked = Reshape(x, anything) -> float[...]
dy = Placeholder() {dtype=float} -> float[...]
`

// TestErrors checks the text of every refusal.
func TestErrors(t *testing.T) {
	for _, test := range []struct{ graph, want string }{
		{`y = Foo(x) -> float[...]`, `(Foo): no gradient rule for this op`},
		{`y = Floor(x) -> float[...]`, `(Floor): it does not depend on "x:0" through differentiable ops`},
		{`y = Real(s) -> float[...]
		  c = Cast(x) {DstT=complex64} -> complex64[...]
		  s = Sinh(c) -> complex64[...]`, `node "s" (Sinh): no gradient rule for its complex numbers`},
		{`y = BlockLSTMV2(number, x) -> float[...]`, `(BlockLSTMV2): no gradient rule for a whole recurrent layer in one op; one that is unrolled can be explained`},
		{`y = PreventGradient(x) -> float[...]`, `(PreventGradient): no gradient rule for what the model declares to have no gradient`},
		{`y = Neg(r:1) -> float[...]
		  r = Relu(x)`, `(Neg): the outputs of its input "r" are unknown`},
		{`y = Neg(b:1) -> float[...]
		  b = FusedBatchNorm(x, vector, vector, vector, vector) {is_training=false} -> float[?,4,4,4], float[4]`,
			`node "b" (FusedBatchNorm): no gradient rule for its output 1`},

		{`y = StridedSlice(x) -> float[...]`, `(StridedSlice): its gradient rule reads 4 inputs, but it has 1`},
		{`y = Mul(x) -> float[...]`, `(Mul): its gradient rule reads 2 inputs, but it has 1`},
		{`y = Mul(x, x, x) -> float[...]`, `(Mul): no gradient rule with respect to its input 2`},
		{`y = Conv2D(anything, x) -> float[...]`, `(Conv2D): no gradient rule with respect to its input 1`},
		{`y = DepthwiseConv2dNative(x, x) -> float[...]`, `(DepthwiseConv2dNative): no gradient rule with respect to its input 1`},
		{`y = Conv2DBackpropInput(number, x, anything) -> float[...]`, `(Conv2DBackpropInput): no gradient rule with respect to its input 1`},
		{`y = ClipByValue(anything, x, vector) -> float[...]`, `(ClipByValue): no gradient rule with respect to its input 1`},
		{`y = PadV2(x, number, x) -> float[...]`, `(PadV2): no gradient rule with respect to its input 2`},
		{`y = FusedBatchNorm(anything, x, vector, vector, vector) {is_training=false} -> float[...]`,
			`(FusedBatchNorm): no gradient rule with respect to its input 1`},
		{`y = FusedBatchNormV3(x, vector, vector, vector, vector) {is_training=true} -> float[...]`,
			`(FusedBatchNormV3): the batch normalisation is in training mode, and so depends on the whole batch`},

		{`y = Conv2D(x, k) {dilations=[1, 2, 2, 1]} -> float[...]`, `(Conv2D): a dilated convolution's kernel must have a known shape`},
		{`y = Conv2D(x, w) -> float[...]
		  w = Placeholder() -> float[3,3,3,4]`, `(Conv2D): 4 channels do not divide into groups of 3, at most 4096`},
		{`y = Conv2D(x, w) -> float[...]
		  w = Placeholder() -> float[3,3,8,4]`, `(Conv2D): 4 channels do not divide into groups of 8, at most 4096`},
		{`y = Conv2D(wide, w) -> float[...]
		  wide = Reshape(x, number) -> float[?,4,4,1099511627776]
		  w = Placeholder() -> float[3,3,1,4]`, `(Conv2D): 1099511627776 channels do not divide into groups of 1, at most 4096`},
		{`y = Conv2D(any, w) -> float[...]
		  any = Reshape(x, number) -> float[?,?,?,4]
		  w = Placeholder() -> float[3,3,2,4]`, `(Conv2D): a convolution in 2 groups needs a known image size, not [?,?,?,4]`},

		{`y = ConcatV2(x, x, number) -> float[...]`, `(ConcatV2): its axis is not a constant number`},
		{`y = Concat(back, unranked, unranked) -> float[...]`, `(Concat): its axis counts from the back of a tensor of unknown rank`},
		{`y = Tile(unranked, number) -> float[...]`, `(Tile): no gradient rule for a Tile of a tensor of unknown rank`},
		{`y = GatherV2(x, number, number) -> float[...]`, `(GatherV2): its axis is not a constant number`},
		{`y = GatherV2(unranked, number, back) -> float[...]`, `(GatherV2): its axis counts from the back of a tensor of unknown rank`},
		{`y = GatherV2(x, number, zero) {batch_dims=-1} -> float[...]`, `(GatherV2): its axis counts from the back of a tensor of unknown rank`},
		{`y = GatherV2(x, number, zero) {batch_dims=1} -> float[...]`, `(GatherV2): its axis is one of its batch dimensions`},

		{`y = ExtractImagePatches(x) {ksizes=[1, 2, 2] strides=[1, 1, 1, 1] rates=[1, 1, 1, 1]} -> float[...]`,
			`(ExtractImagePatches): its sizes, strides and rates are not lists of four`},
		{`y = ExtractImagePatches(x) {ksizes=[1, 65, 64, 1] strides=[1, 1, 1, 1] rates=[1, 1, 1, 1]} -> float[...]`,
			`(ExtractImagePatches): no gradient rule for patches of [65 64] at rates [1 1]`},
		{`y = ExtractVolumePatches(x) {ksizes=[1, 2, 2, 1] strides=[1, 1, 1, 1]} -> float[...]`,
			`(ExtractVolumePatches): its sizes and strides are not lists of five`},
		{`y = ApproxTopK(x) {reduction_dimension=1} -> float[...], int32[...]`,
			`(ApproxTopK): no gradient rule for the largest elements along another dimension than the last`},
		{`y = TopKV2(unranked, number) -> float[...], int32[...]`, `(TopKV2): no gradient rule for the largest elements of a tensor of unknown rank`},
		{`y = TopKV2(x, number) -> float[...]`, `(TopKV2): its outputs are unknown`},
		{`y = FractionalMaxPool(x) -> float[...]`, `(FractionalMaxPool): its outputs are unknown`},
		{`y = SoftmaxCrossEntropyWithLogits(x, vector) -> float[...]`, `(SoftmaxCrossEntropyWithLogits): its outputs are unknown`},
		{`y = ComplexAbs(f) -> float[...]
		  f = RFFT(unranked, number) -> complex64[...]`, `node "f" (RFFT): no gradient rule for a Fourier transform of a tensor of unknown rank`},
		{`y = Mod(vector, x) -> float[...]`, `(Mod): no gradient rule with respect to its input 1`},

		{`y = Sum(unranked, zero) -> float[...]`, `(Sum): no gradient rule for a reduction of a tensor of unknown rank`},
		{`y = Mean(x, number) -> float[...]`, `(Mean): node "number" (Placeholder): a constant is needed here`},
		{`y = Max(x, five) -> float[...]`, `(Max): its axis is outside its input's rank`},
		{`y = Prod(x, five) -> float[...]`, `(Prod): its axis is outside its input's rank`},

		{`y = Einsum(x) {equation="ab,bc->ac"} -> float[...]`,
			`(Einsum): no gradient rule for the equation "ab,bc->ac": it has 2 operands, but the node has 1 inputs`},
		{`y = Einsum(x) {equation="` + strings.Repeat("a", 159) + `->"} -> float[...]`,
			`(Einsum): no gradient rule for the equation "` + strings.Repeat("a", 159) + `->": it has 161 letters, more than 160`},
		{`y = Einsum(x, x, x) {equation="a,a,a->a"} -> float[...]`,
			`(Einsum): no gradient rule for the equation "a,a,a->a": it has 3 operands; at most 2 have a rule`},
		{`y = Einsum(x, x) {equation="...a,...a->a"} -> float[...]`,
			`(Einsum): no gradient rule for the equation "...a,...a->a": both operands have an ellipsis`},
		{`y = Einsum(unranked) {equation="...a->a"} -> float[...]`,
			`(Einsum): no gradient rule for the equation "...a->a": its ellipsis does not fit a tensor of shape [...]`},
		{`y = Einsum(x) {equation="...abcde->a"} -> float[...]`,
			`(Einsum): no gradient rule for the equation "...abcde->a": its ellipsis does not fit a tensor of shape [?,4,4,4]`},
	} {
		_, err := differentiate(graphtest.Parse(t, sources+test.graph))
		want := "gradient: node \"y\" " + test.want
		if test.want[0] == 'n' {
			want = "gradient: " + test.want
		}
		if fmt.Sprint(err) != want {
			t.Errorf("%s:\ngot  %v\nwant %s", test.graph, err, want)
		}
	}
}
