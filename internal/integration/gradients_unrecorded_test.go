package integration

import (
	"strings"
	"testing"

	gr "tfreeze/graphrewrite"
)

// unrecorded has the ops, and forms of ops, that are not among the recordings.
const unrecorded = `
BatchMatMulV3/x = Placeholder() {dtype=float shape=shape[1,2,3]}
BatchMatMulV3/w = Const() {dtype=float value=float[2,3]{1.0, -2.0, 3.0, 0.5, -0.3, 2.0}}
BatchMatMulV3/y = BatchMatMulV3(BatchMatMulV3/x, BatchMatMulV3/w) {Ta=float Tb=float Tout=float adj_x=false adj_y=true}

CheckNumerics/x = Placeholder() {dtype=float shape=shape[2,3]}
CheckNumerics/y = CheckNumerics(CheckNumerics/x) {T=float message="NaN"}

Div/x = Placeholder() {dtype=float shape=shape[2,3]}
Div/two = Const() {dtype=float value=float[3]{2.0, -3.0, 0.5}}
Div/left = Div(Div/x, Div/two) {T=float}
Div/right = Div(Div/two, Div/x) {T=float}
Div/y = AddV2(Div/left, Div/right) {T=float}

Einsum.alone/x = Placeholder() {dtype=float shape=shape[2,4,3]}
Einsum.alone/w = Const() {dtype=float value=float[3,2]{1.0, -2.0, 3.0, 0.5, -0.3, 2.0}}
Einsum.alone/y = Einsum(Einsum.alone/x, Einsum.alone/w) {T=float N=2 equation="abc,cd->ad"}

Einsum.diagonal/x = Placeholder() {dtype=float shape=shape[3,3,2]}
Einsum.diagonal/y = Einsum(Einsum.diagonal/x) {T=float N=1 equation="aab->b"}

Einsum.dots/x = Placeholder() {dtype=float shape=shape[2,4,3]}
Einsum.dots/y = Einsum(Einsum.dots/x) {T=float N=1 equation="a...->..."}

GatherNd/x = Placeholder() {dtype=float shape=shape[2,4,3]}
GatherNd/at = Const() {dtype=int64 value=int64[3,1]{1, 0, 1}}
GatherNd/y = GatherNd(GatherNd/x, GatherNd/at) {Tparams=float Tindices=int64}

GatherV2/x = Placeholder() {dtype=float shape=shape[2,3,4,2]}
GatherV2/at = Const() {dtype=int64 value=int64[2,3]{3, 0, 3, 1, 1, 2}}
GatherV2/axis = Const() {dtype=int32 value=int32[]{-2}}
GatherV2/y = GatherV2(GatherV2/x, GatherV2/at, GatherV2/axis) {Tparams=float Tindices=int64 Taxis=int32 batch_dims=-1}

PlaceholderWithDefault/x = Placeholder() {dtype=float shape=shape[2,3]}
PlaceholderWithDefault/y = PlaceholderWithDefault(PlaceholderWithDefault/x) {dtype=float shape=shape[2,3]}

ResizeBicubic/x = Placeholder() {dtype=float shape=shape[1,2,3,1]}
ResizeBicubic/size = Const() {dtype=int32 value=int32[2]{5, 4}}
ResizeBicubic/y = ResizeBicubic(ResizeBicubic/x, ResizeBicubic/size) {T=float align_corners=false half_pixel_centers=true}

AccumulateNV2/x = Placeholder() {dtype=float shape=shape[2,3]}
AccumulateNV2/y = AccumulateNV2(AccumulateNV2/x, AccumulateNV2/x) {T=float N=2 shape=shape[2,3]}

CheckNumericsV2/x = Placeholder() {dtype=float shape=shape[2,3]}
CheckNumericsV2/y = CheckNumericsV2(CheckNumericsV2/x) {T=float message="NaN"}

Copy/x = Placeholder() {dtype=float shape=shape[2,3]}
Copy/y = Copy(Copy/x) {T=float}

CopyHost/x = Placeholder() {dtype=float shape=shape[2,3]}
CopyHost/y = CopyHost(CopyHost/x) {T=float}

DebugIdentity/x = Placeholder() {dtype=float shape=shape[2,3]}
DebugIdentity/y = DebugIdentity(DebugIdentity/x) {T=float tensor_name="x:0"}

DebugIdentityV3/x = Placeholder() {dtype=float shape=shape[2,3]}
DebugIdentityV3/y = DebugIdentityV3(DebugIdentityV3/x) {T=float tensor_name="x:0"}

XlaSharding/x = Placeholder() {dtype=float shape=shape[2,3]}
XlaSharding/y = XlaSharding(XlaSharding/x) {T=float}

DeepCopy/x = Placeholder() {dtype=float shape=shape[2,3]}
DeepCopy/y = DeepCopy(DeepCopy/x) {T=float}

GuaranteeConst/x = Placeholder() {dtype=float shape=shape[2,3]}
GuaranteeConst/y = GuaranteeConst(GuaranteeConst/x) {T=float}

Print/x = Placeholder() {dtype=float shape=shape[2,3]}
Print/square = Square(Print/x) {T=float}
Print/y = Print(Print/x, Print/square) {T=float U=[float] first_n=0}

Snapshot/x = Placeholder() {dtype=float shape=shape[2,3]}
Snapshot/y = Snapshot(Snapshot/x) {T=float}
`

// TestUnrecordedGradients compares gradients that were not recorded in Python with
// central differences.
func TestUnrecordedGradients(t *testing.T) {
	g, err := gr.Parse(strings.NewReader(unrecorded))
	if err != nil {
		t.Fatal(err)
	}
	if err := inferTypes(g); err != nil {
		t.Fatal(err)
	}
	arrays := map[string]array{}
	for name := range splitCases(t, g) {
		x, y := g.Node(name+"/x").Out(0).Shape(), g.Node(name+"/y").Out(0).Shape()
		arrays[name+"/x"] = array{ints(x), make([]float32, x.Elements())}
		for i := range arrays[name+"/x"].data {
			arrays[name+"/x"].data[i] = float32(i%5) - 1.7
		}
		arrays[name+"/dy"] = array{ints(y), signs(name+"/dy", int(y.Elements()))}
	}
	r := newRecording(t, g, arrays, false)
	for i, dx := range r.gradients(t) {
		arrays[r.cases[i]+"/dx"] = array{data: dx}
	}
	r.differences(t)
}
