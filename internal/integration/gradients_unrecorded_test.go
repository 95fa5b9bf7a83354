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

AdjustContrastv2/x = Placeholder() {dtype=float shape=shape[2,3,2,2]}
AdjustContrastv2/by = Const() {dtype=float value=float[]{0.4}}
AdjustContrastv2/y = AdjustContrastv2(AdjustContrastv2/x, AdjustContrastv2/by) {T=float}

BesselI1.zero/x = Placeholder() {dtype=float shape=shape[2,3]}
BesselI1.zero/from = Sub(BesselI1.zero/x, BesselI1.zero/given) {T=float}
BesselI1.zero/given = Const() {dtype=float value=float[2,3]{-1.7, -0.7, 0.3, 1.3, 2.3, -1.7}}
BesselI1.zero/y = BesselI1(BesselI1.zero/from) {T=float}

IRFFT3D/x = Placeholder() {dtype=float shape=shape[2,2,3,3]}
IRFFT3D/size = Const() {dtype=int32 value=int32[3]{2, 3, 4}}
IRFFT3D/z = Complex(IRFFT3D/x, IRFFT3D/x) {T=float Tout=complex64}
IRFFT3D/y = IRFFT3D(IRFFT3D/z, IRFFT3D/size) {Treal=float Tcomplex=complex64}

MatrixDiagPartV2/x = Placeholder() {dtype=float shape=shape[2,4,4]}
MatrixDiagPartV2/k = Const() {dtype=int32 value=int32[2]{-1, 1}}
MatrixDiagPartV2/pad = Const() {dtype=float value=float[]{0.5}}
MatrixDiagPartV2/y = MatrixDiagPartV2(MatrixDiagPartV2/x, MatrixDiagPartV2/k, MatrixDiagPartV2/pad) {T=float}

MatrixDiagV2/x = Placeholder() {dtype=float shape=shape[2,3,4]}
MatrixDiagV2/k = Const() {dtype=int32 value=int32[2]{-1, 1}}
MatrixDiagV2/four = Const() {dtype=int32 value=int32[]{4}}
MatrixDiagV2/pad = Const() {dtype=float value=float[]{0.5}}
MatrixDiagV2/y = MatrixDiagV2(MatrixDiagV2/x, MatrixDiagV2/k, MatrixDiagV2/four, MatrixDiagV2/four, MatrixDiagV2/pad) {T=float}

MatrixSetDiagV2/x = Placeholder() {dtype=float shape=shape[1,3,4]}
MatrixSetDiagV2/k = Const() {dtype=int32 value=int32[2]{-1, 1}}
MatrixSetDiagV2/of = Const() {dtype=float value=float[1,4,4]{1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0}}
MatrixSetDiagV2/y = MatrixSetDiagV2(MatrixSetDiagV2/of, MatrixSetDiagV2/x, MatrixSetDiagV2/k) {T=float}

Mod/x = Placeholder() {dtype=float shape=shape[2,3]}
Mod/by = Const() {dtype=float value=float[3]{0.9, -0.6, 0.4}}
Mod/y = Mod(Mod/x, Mod/by) {T=float}

RFFT.cut/x = Placeholder() {dtype=float shape=shape[2,7]}
RFFT.cut/size = Const() {dtype=int32 value=int32[1]{4}}
RFFT.cut/z = RFFT(RFFT.cut/x, RFFT.cut/size) {Treal=float Tcomplex=complex64}
RFFT.cut/y = ComplexAbs(RFFT.cut/z) {T=complex64 Tout=float}

RFFT3D/x = Placeholder() {dtype=float shape=shape[2,2,3,4]}
RFFT3D/size = Const() {dtype=int32 value=int32[3]{2, 3, 4}}
RFFT3D/z = RFFT3D(RFFT3D/x, RFFT3D/size) {Treal=float Tcomplex=complex64}
RFFT3D/y = ComplexAbs(RFFT3D/z) {T=complex64 Tout=float}

ResizeArea/x = Placeholder() {dtype=float shape=shape[2,5,4,2]}
ResizeArea/size = Const() {dtype=int32 value=int32[2]{3, 7}}
ResizeArea/y = ResizeArea(ResizeArea/x, ResizeArea/size) {T=float align_corners=false}

ResizeArea.corners/x = Placeholder() {dtype=float shape=shape[2,5,4,2]}
ResizeArea.corners/size = Const() {dtype=int32 value=int32[2]{3, 7}}
ResizeArea.corners/y = ResizeArea(ResizeArea.corners/x, ResizeArea.corners/size) {T=float align_corners=true}

ResizeArea.one/x = Placeholder() {dtype=float shape=shape[2,5,4,2]}
ResizeArea.one/size = Const() {dtype=int32 value=int32[2]{1, 8}}
ResizeArea.one/y = ResizeArea(ResizeArea.one/x, ResizeArea.one/size) {T=float align_corners=true}

TruncateMod/x = Placeholder() {dtype=float shape=shape[2,3]}
TruncateMod/by = Const() {dtype=float value=float[3]{0.9, -0.6, 0.4}}
TruncateMod/y = TruncateMod(TruncateMod/x, TruncateMod/by) {T=float}

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
