package gen

import (
	"strings"
	"testing"

	gr "tfreeze/graphrewrite"
)

// unrecorded has the ops that the recordings lack.
const unrecorded = `
BatchMatMulV3/x = Placeholder() {dtype=float shape=shape[?,2,3]}
BatchMatMulV3/w = Const() {dtype=float value=float[2,3]{1.0, -2.0, 3.0, 0.5, -0.3, 2.0}}
BatchMatMulV3/y = BatchMatMulV3(BatchMatMulV3/x, BatchMatMulV3/w) {Ta=float Tb=float Tout=float adj_x=false adj_y=true}

CheckNumerics/x = Placeholder() {dtype=float shape=shape[?,2,3]}
CheckNumerics/y = CheckNumerics(CheckNumerics/x) {T=float message="NaN"}

Div/x = Placeholder() {dtype=float shape=shape[?,2,3]}
Div/two = Const() {dtype=float value=float[3]{2.0, -3.0, 0.5}}
Div/left = Div(Div/x, Div/two) {T=float}
Div/right = Div(Div/two, Div/x) {T=float}
Div/y = AddV2(Div/left, Div/right) {T=float}

PlaceholderWithDefault/x = Placeholder() {dtype=float shape=shape[?,2,3]}
PlaceholderWithDefault/y = PlaceholderWithDefault(PlaceholderWithDefault/x) {dtype=float shape=shape[...]}

Resize/x = Placeholder() {dtype=float shape=shape[?,2,3,1]}
Resize/size = Const() {dtype=int32 value=int32[2]{5, 4}}
Resize/y = ResizeBicubic(Resize/x, Resize/size) {T=float align_corners=false half_pixel_centers=true}

Snapshot/x = Placeholder() {dtype=float shape=shape[?,2,3]}
Snapshot/y = Snapshot(Snapshot/x) {T=float}
`

// TestUnrecordedGradients compares what Python was not asked for with central
// differences.
func TestUnrecordedGradients(t *testing.T) {
	g, err := gr.Parse(strings.NewReader(unrecorded))
	if err != nil {
		t.Fatal(err)
	}
	x, arrays := []float32{1, -2, 1.5, 3, 2, -1}, map[string]array{}
	for name, y := range map[string][]int64{"BatchMatMulV3": {1, 2, 2}, "CheckNumerics": {1, 2, 3}, "Div": {1, 2, 3},
		"PlaceholderWithDefault": {1, 2, 3}, "Resize": {1, 5, 4, 1}, "Snapshot": {1, 2, 3}} {
		arrays[name+"/x"] = array{[]int64{1, 2, 3}, x}
		n := 1
		for _, d := range y {
			n *= int(d)
		}
		arrays[name+"/dy"] = array{y, signs(name+"/dy", n)}
	}
	arrays["Resize/x"] = array{[]int64{1, 2, 3, 1}, x}
	r := newRecording(t, g, arrays)
	for i, dx := range r.gradients(t) {
		arrays[r.cases[i]+"/dx"] = array{data: dx}
	}
	r.differences(t)
}
