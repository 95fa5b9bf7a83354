package integration

import (
	"slices"
	"strings"
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tolerances"
)

// typed holds ops on an image of a type TYPE, between an input and an output in float32.
const typed = `
AvgPool/y = AvgPool(h) {T=TYPE ksize=[1, 2, 2, 1] strides=[1, 1, 1, 1] padding="SAME" data_format="NHWC"}
Conv2D/y = Conv2D(h, k) {T=TYPE strides=[1, 1, 1, 1] padding="SAME" data_format="NHWC"}
CropAndResize/y = CropAndResize(h, boxes, of, size) {T=TYPE method="bilinear"}
Depthwise/y = DepthwiseConv2dNative(h, k) {T=TYPE strides=[1, 1, 1, 1] padding="SAME" data_format="NHWC"}
FusedBatchNormV3/y = FusedBatchNormV3(h, vector, vector, vector, vector) {T=TYPE U=float is_training=false data_format="NHWC"}
LRN/y = LRN(h) {T=TYPE depth_radius=1 alpha=0.5}
Mean/y = Mean(h, axes) {T=TYPE Tidx=int32 keep_dims=true}
ResizeArea/y = ResizeArea(h, size) {T=TYPE align_corners=false}
ResizeBicubic/y = ResizeBicubic(h, size) {T=TYPE align_corners=false half_pixel_centers=true}
ResizeBilinear/y = ResizeBilinear(h, size) {T=TYPE align_corners=false half_pixel_centers=true}
ResizeNearestNeighbor/y = ResizeNearestNeighbor(h, size) {T=TYPE align_corners=false half_pixel_centers=true}
ScaleAndTranslate/y = ScaleAndTranslate(h, size, scale, none) {T=TYPE kernel_type="lanczos3" antialias=true}
Softmax/y = Softmax(h) {T=TYPE}
`

// typedEnds is what each of them reads, and the Cast of what it gives.
const typedEnds = `
x = Placeholder() {dtype=float shape=shape[1,4,4,2]}
h = Cast(x) {SrcT=float DstT=TYPE Truncate=false}
k32 = Const() {dtype=float value=float[2,2,2,1]{1.0, -2.0, 0.5, 0.25, -0.5, 2.0, 1.5, -1.0}}
k = Cast(k32) {SrcT=float DstT=TYPE Truncate=false}
vector = Const() {dtype=float value=float[2]{1.0, 0.5}}
axes = Const() {dtype=int32 value=int32[2]{1, 2}}
size = Const() {dtype=int32 value=int32[2]{3, 6}}
scale = Const() {dtype=float value=float[2]{0.75, 1.5}}
none = Const() {dtype=float value=float[2]{0.0, 0.0}}
boxes = Const() {dtype=float value=float[1,4]{0.1, 0.0, 0.9, 0.7}}
of = Const() {dtype=int32 value=int32[1]{0}}
`

// TestGradientsOfTypes compares the gradients of ops on images of fewer digits with those
// on float32: TensorFlow has some gradient ops for one type alone, and some ops give
// float32 whatever they read.
func TestGradientsOfTypes(t *testing.T) {
	want := typedGradients(t, "float")
	for dtype, allowed := range map[string]tolerances.Row{
		"half": tolerances.Of("gradients in float16"), "bfloat16": tolerances.Of("gradients in bfloat16"), "double": tolerances.Of("gradients"),
	} {
		for name, got := range typedGradients(t, dtype) {
			if err := near(got, want[name], allowed.Value); err != nil {
				t.Errorf("%s, %s: %v", name, dtype, err)
			}
		}
	}
}

// untyped lists what TensorFlow has no op or no kernel for.
var untyped = map[string][]string{
	"bfloat16": {"CropAndResize", "LRN"},
	"double":   {"FusedBatchNormV3", "LRN"},
}

func typedGradients(t *testing.T, dtype string) map[string][]float32 {
	t.Helper()
	var text strings.Builder
	for _, line := range strings.Split(strings.TrimSpace(typed), "\n") {
		name, _, _ := strings.Cut(line, "/")
		if slices.Contains(untyped[dtype], name) {
			continue
		}
		for _, end := range strings.Split(strings.TrimSpace(typedEnds), "\n") {
			text.WriteString(within(name, end) + "\n")
		}
		text.WriteString(within(name, strings.Replace(line, name+"/y", "z", 1)) + "\n")
		from := "TYPE"
		if strings.HasPrefix(name, "Resize") && name != "ResizeNearestNeighbor" || name == "CropAndResize" || name == "ScaleAndTranslate" {
			from = "float"
		}
		text.WriteString(within(name, "y = Cast(z) {SrcT="+from+" DstT=float Truncate=false}") + "\n")
	}
	g, err := gr.Parse(strings.NewReader(strings.ReplaceAll(text.String(), "TYPE", dtype)))
	if err != nil {
		t.Fatal(err)
	}
	if err := inferTypes(g); err != nil {
		t.Fatal(err)
	}
	arrays := map[string]array{}
	for name := range splitCases(t, g) {
		y := g.Node(name + "/y").Out(0).Shape()
		x := make([]float32, 32)
		for i := range x {
			x[i] = float32(i*7%13)/4 - 1.5
		}
		arrays[name+"/x"] = array{[]int{1, 4, 4, 2}, x}
		arrays[name+"/dy"] = array{ints(y), signs(name, int(y.Elements()))}
	}
	r := newRecording(t, g, arrays, false)
	gradients := map[string][]float32{}
	for i, dx := range r.gradients(t) {
		gradients[r.cases[i]] = dx
	}
	return gradients
}

// within puts the names of a line of a graph into a scope.
func within(scope, line string) string {
	left, right, _ := strings.Cut(line, " = ")
	op, rest, _ := strings.Cut(right, "(")
	args, rest, _ := strings.Cut(rest, ")")
	if args != "" {
		args = scope + "/" + strings.ReplaceAll(args, ", ", ", "+scope+"/")
	}
	return scope + "/" + left + " = " + op + "(" + args + ")" + rest
}
