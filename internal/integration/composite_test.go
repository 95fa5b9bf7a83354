package integration

import (
	"math"
	"slices"
	"strings"
	"testing"

	"tfreeze/explain"
	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tolerances"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
	"tfreeze/targets"
)

// twoLayers has two linear layers, with weights U and V and an activation between them.
const twoLayers = `
x = Placeholder() {dtype=float shape=shape[?,3]}
U = Const() {dtype=float value=float[3,4]{0.5, -1.0, 0.25, 1.5, -0.75, 1.0, 2.0, 0.1, 1.0, 0.5, -1.5, 0.3}}
V = Const() {dtype=float value=float[4,2]{1.0, -0.5, 0.75, 2.0, -1.0, 0.5, 0.3, 1.25}}
u = MatMul(x, U) {T=float transpose_a=false transpose_b=false}
logits = MatMul(z, V) {T=float transpose_a=false transpose_b=false}
half = Const() {dtype=float value=float[]{0.5}}
one = Const() {dtype=float value=float[]{1.0}}
zero = Const() {dtype=float value=float[]{0.0}}
three = Const() {dtype=float value=float[]{3.0}}
sixth = Const() {dtype=float value=float[]{0.16666667}}
root = Const() {dtype=float value=float[]{1.4142135}}
alpha = Const() {dtype=float value=float[4]{-0.1, -0.2, -0.3, -0.4}}
`

// compositeCases compute z by several ops; f is the function.
var compositeCases = []struct {
	kind, text string
	f          func(u float64, channel int) float64
}{
	{"Swish", `s = Sigmoid(u) {T=float}
m = Mul(u, s) {T=float}
i = IdentityN(m, u) {T=[float, float]}
z = Identity(i) {T=float}`, func(u float64, _ int) float64 { return u / (1 + math.Exp(-u)) }},
	{"HardSwish", `p = AddV2(u, three) {T=float}
r = Relu6(p) {T=float}
m = Mul(r, sixth) {T=float}
z = Mul(u, m) {T=float}`, func(u float64, _ int) float64 { return u * min(max(u+3, 0), 6) / 6 }},
	{"GELU", `h = Mul(half, u) {T=float}
d = RealDiv(u, root) {T=float}
e = Erf(d) {T=float}
p = AddV2(one, e) {T=float}
z = Mul(h, p) {T=float}`, func(u float64, _ int) float64 { return u / 2 * (1 + math.Erf(u/math.Sqrt2)) }},
	{"PReLU", `p = Relu(u) {T=float}
n = Neg(u) {T=float}
q = Relu(n) {T=float}
m = Mul(alpha, q) {T=float}
z = AddV2(p, m) {T=float}`, func(u float64, c int) float64 { return max(u, 0) - float64(c+1)/10*max(-u, 0) }},
	{"Relu", `z = Maximum(u, zero) {T=float}`, func(u float64, _ int) float64 { return max(u, 0) }},
}

var (
	weightsU = [3][4]float64{{0.5, -1, 0.25, 1.5}, {-0.75, 1, 2, 0.1}, {1, 0.5, -1.5, 0.3}}
	weightsV = [4][2]float64{{1, -0.5}, {0.75, 2}, {-1, 0.5}, {0.3, 1.25}}
)

// TestComposites compares the rules with their formulas, evaluated in float64. Each
// rule multiplies dz, here V's column, by a factor per unit.
func TestComposites(t *testing.T) {
	for _, c := range compositeCases {
		t.Run(c.kind, func(t *testing.T) {
			g, err := gr.Parse(strings.NewReader(twoLayers + c.text))
			if err != nil {
				t.Fatal(err)
			}
			e := open(t, &savedmodels.Model{Path: c.kind, Graph: g})
			r := explain.NewRequest()
			r.Target = targets.Class(1)
			r.Methods = slices.DeleteFunc(methods.Served(), func(m methods.Method) bool { return m.FromLayer })
			r.Variants = []serving.Variant{serving.Plain, serving.Threshold}
			x := []float32{0.7, -1.2, 0.4}
			result := run(t, e, &golden{shape: []int64{3}, x: x}, r)
			if len(result.Layers) != 1 {
				t.Fatalf("%d activations were found, want one", len(result.Layers))
			}
			for _, a := range result.Attributions {
				factor, ok := factors(c.f)[a.Method]
				if !ok || a.Variant != serving.Plain {
					continue
				}
				if err := compare(a.Values, expected(x, factor), tolerances.Of("maps by formulas")); err != nil {
					t.Errorf("%s: %v", a.Method, err)
				}
			}
		})
	}
}

// A factor gives the rule's result at a unit: du for dz.
type factor struct {
	timesInput bool
	rule       func(u, dz float64, channel int) float64
}

func factors(f func(float64, int) float64) map[string]factor {
	slope := func(u float64, c int) float64 { return (f(u+1e-6, c) - f(u-1e-6, c)) / 2e-6 }
	return map[string]factor{
		"grad": {false, func(u, dz float64, c int) float64 { return dz * slope(u, c) }},
		"guided_backprop": {false, func(u, dz float64, c int) float64 {
			if f(u, c) > 0 && dz > 0 {
				return dz
			}
			return 0
		}},
		"elrp": {true, func(u, dz float64, c int) float64 {
			return dz * f(u, c) / (u + math.Copysign(methods.Epsilon.Of(methods.Values{}), u))
		}},
		"deeplift": {true, func(u, dz float64, c int) float64 { return dz * (f(u, c) - f(0, c)) / u }},
	}
}

func expected(x []float32, f factor) []float32 {
	dx := make([]float32, 3)
	for channel := range 4 {
		u := 0.0
		for i := range x {
			u += float64(x[i]) * weightsU[i][channel]
		}
		du := f.rule(u, weightsV[channel][1], channel)
		for i := range x {
			d := du * weightsU[i][channel]
			if f.timesInput {
				d *= float64(x[i])
			}
			dx[i] += float32(d)
		}
	}
	return dx
}
