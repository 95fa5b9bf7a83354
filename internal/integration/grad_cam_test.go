package integration

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	tensorpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/tensor_go_proto"

	"tfreeze/explain"
	"tfreeze/gen"
	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tolerances"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
	"tfreeze/targets"
)

// TestGradCAM compares maps with those that saliency made of the same features and
// gradients, larger than the features by an odd ratio, of a single pixel, and as large as
// the image. The network's features are given, and so is the score's slope in them:
//
//	features = Conv2D(x, 0) + values    score 1 = sum of gradient features
func TestGradCAM(t *testing.T) {
	raw, err := os.ReadFile("../../methods/testdata/regions.json")
	if err != nil {
		t.Fatal(err)
	}
	var recorded map[string][]float32
	if err := json.Unmarshal(raw, &recorded); err != nil {
		t.Fatal(err)
	}
	for _, side := range [][2]int{{4, 5}, {1, 1}, {11, 18}} {
		name := fmt.Sprintf("%dx%d", side[0], side[1])
		m := featured(t, side, recorded["values "+name], recorded["gradient "+name])
		if _, err := gen.Build(m, gen.Options{Layer: "features"}); err != nil {
			t.Fatal(err)
		}
		r := explain.NewRequest()
		r.Methods, r.Variants, r.Target = only(t, "grad_cam"), []serving.Variant{serving.Plain}, targets.Class(1)
		x := make([]float32, 11*18*3)
		a := run(t, open(t, m), &golden{shape: []int64{11, 18, 3}, x: x}, r).Attributions[0]
		if gr.Shape(a.Shape).String() != "[11,18]" {
			t.Errorf("%s: a map of shape %v", name, a.Shape)
		}
		if err := compare(a.Values, recorded["grad_cam "+name], tolerances.Of("maps by hand")); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// featured is a network with given features of a picture of 11 x 18, and a score that has
// a given gradient there.
func featured(t *testing.T, side [2]int, values, gradient []float32) *savedmodels.Model {
	t.Helper()
	weights := make([]float32, 2*len(gradient))
	for i, g := range gradient {
		weights[2*i+1] = g
	}
	g, err := gr.Parse(strings.NewReader(fmt.Sprintf(`
x = Placeholder() {dtype=float shape=shape[?,11,18,3]}
dims = Const() {dtype=int32 value=int32[4]{%d, %d, 3, 6}}
zero = Const() {dtype=float value=float[]{0.0}}
k = Fill(dims, zero) {T=float index_type=int32}
c = Conv2D(x, k) {T=float data_format="NHWC" dilations=[1, 1, 1, 1] explicit_paddings=[] padding="VALID" strides=[1, 1, 1, 1] use_cudnn_on_gpu=true}
values = Placeholder() {dtype=float}
features = AddV2(c, values) {T=float}
sizes = Const() {dtype=int32 value=int32[2]{-1, %d}}
flat = Reshape(features, sizes) {T=float Tshape=int32}
w = Placeholder() {dtype=float}
y = MatMul(flat, w) {T=float transpose_a=false transpose_b=false}
`, 12-side[0], 19-side[1], len(values))))
	if err != nil {
		t.Fatal(err)
	}
	for name, tensor := range map[string]*tensorpb.TensorProto{
		"values": gr.Tensor(gr.Shape{int64(side[0]), int64(side[1]), 6}, values...),
		"w":      gr.Tensor(gr.Shape{int64(len(gradient)), 2}, weights...),
	} {
		g.Become(g.Node(name), gr.Scope{Graph: g}.Const("given", tensor).Node)
	}
	return &savedmodels.Model{Path: "featured", Graph: g}
}
