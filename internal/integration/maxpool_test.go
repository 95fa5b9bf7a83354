package integration

import (
	"math"
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

// poolNetwork is max(u0, u1, u2) 2 - max(u2, u3, u4) 3, where u is the sum of the
// input's two channels; an activation comes before the pool. POOL is the op.
const poolNetwork = `
x = Placeholder() {dtype=float shape=shape[?,1,5,2]}
k = Const() {dtype=float value=float[1,1,2,1]{1.0, 1.0}}
u = Conv2D(x, k) {T=float strides=[1, 1, 1, 1] padding="VALID" data_format="NHWC"}
a = Relu(u) {T=float}
ksize = Const() {dtype=int32 value=int32[4]{1, 1, 3, 1}}
strides = Const() {dtype=int32 value=int32[4]{1, 1, 2, 1}}
POOL
shape = Const() {dtype=int32 value=int32[2]{-1, 2}}
flat = Reshape(z, shape) {T=float Tshape=int32}
w = Const() {dtype=float value=float[2,2]{2.0, 0.0, -3.0, 0.0}}
logits = MatMul(flat, w) {T=float transpose_a=false transpose_b=false}
`

// pools lists the ops, with windows that overlap in u2.
var pools = map[string]string{
	"MaxPool":   `z = MaxPool(a) {T=float ksize=[1, 1, 3, 1] strides=[1, 1, 2, 1] padding="VALID" data_format="NHWC"}`,
	"MaxPoolV2": `z = MaxPoolV2(a, ksize, strides) {T=float padding="VALID" data_format="NHWC"}`,
}

// poolCases list the multipliers that the rule gives to u, computed by hand.
var poolCases = []struct {
	name  string
	u, ur [5]float32
	want  [5]float32
}{
	// 3 - 2 = 1 belongs to u0, which rose by 2; 5 - 6 = -1 belongs to u4, which fell by
	// 2.
	{"a rise and a fall", [5]float32{3, 1, 2, 5, 4}, [5]float32{1, 2, 2, 1, 6}, [5]float32{2. / 2, 0, 0, 0, -3. / 2}},
	// u2 rose by 5, the first maximum by 7 - 2 = 5, the second by 7 - 6 = 1.
	{"one element of two windows", [5]float32{3, 1, 7, 5, 4}, [5]float32{1, 2, 2, 1, 6}, [5]float32{0, 0, 2 - 3./5, 0, 0}},
	// 3 - 4 = -1 belongs to u1, which fell by 3. u0 does not differ, and is the
	// maximum.
	{"an element that does not differ", [5]float32{3, 1, 2, 5, 4}, [5]float32{3, 4, 2, 1, 6}, [5]float32{2, 2. / 3, 0, 0, -3. / 2}},
	// The first of equal elements gets all.
	{"ties", [5]float32{2, 2, 2, 2, 2}, [5]float32{1, 1, 1, 1, 1}, [5]float32{2, 0, -3, 0, 0}},
	// At equal inputs the result is the gradient.
	{"no difference", [5]float32{3, 1, 7, 5, 4}, [5]float32{3, 1, 7, 5, 4}, [5]float32{0, 0, 2 - 3, 0, 0}},
}

// TestMaxPoolRule: the two channels of a place differ from the baseline by other
// amounts than their sum, so that multipliers show where the sum does not differ.
func TestMaxPoolRule(t *testing.T) {
	for op, pool := range pools {
		g, err := gr.Parse(strings.NewReader(strings.Replace(poolNetwork, "POOL", pool, 1)))
		if err != nil {
			t.Fatal(err)
		}
		e := open(t, &savedmodels.Model{Path: op, Graph: g})
		for _, c := range poolCases {
			t.Run(op+", "+c.name, func(t *testing.T) {
				var x, b, want []float32
				for i := range c.u {
					shift := float32(i) + 1
					x, b = append(x, c.u[i]+shift, -shift), append(b, c.ur[i], 0)
					want = append(want, c.want[i]*(c.u[i]-c.ur[i]+shift), -c.want[i]*shift)
				}
				r := explain.NewRequest()
				r.Methods, r.Variants, r.Target = only(t, "deeplift_maxpool"), []serving.Variant{serving.Plain}, targets.Class(0)
				r.Options.Set(methods.Baseline.Is(methods.BaselineArray(b)))
				got := run(t, e, &golden{shape: []int64{1, 5, 2}, x: x}, r).Attributions[0]
				if err := compare(got.Values, want, tolerances.Of("maps by hand")); err != nil {
					t.Errorf("%v, got %v, want %v", err, got.Values, want)
				}
			})
		}
	}
}

// TestMaxPoolDelta: with the rule for max-pools, DeepLIFT sums to the difference of the
// scores, up to the rounding of 150 000 terms. This holds where windows overlap
// (SqueezeNet) and where they do not (VGG16). Without the rule it does not hold.
func TestMaxPoolDelta(t *testing.T) {
	allowed := tolerances.Of("deltas/deeplift_maxpool").Value
	for _, f := range networks[1:] {
		t.Run(f.name, func(t *testing.T) {
			g := readGolden(t, f.goldens[0])
			r := explain.NewRequest()
			r.Methods = only(t, "deeplift", "deeplift_maxpool")
			r.Variants = []serving.Variant{serving.Plain, serving.Mask}
			result := run(t, open(t, load(t, f.source(t))), g, r)
			for _, a := range result.Attributions {
				share := math.Abs(*a.ConvergenceDelta / float64(result.Score))
				complete := a.Method == "deeplift_maxpool"
				if complete && !(share < allowed) || !complete && share < 5e-5 {
					t.Errorf("%s, %s: the convergence delta is %.2g of the score", a.Method, a.Variant, share)
				}
			}
		})
	}
}

// TestMaxPoolAlone: without a max-pool both methods are the same.
func TestMaxPoolAlone(t *testing.T) {
	e, g := tiny(t)
	r := explain.NewRequest()
	r.Methods, r.Variants = only(t, "deeplift", "deeplift_maxpool"), serving.Variants
	all := mapsOf(run(t, e, g, r))
	for _, v := range serving.Variants {
		if err := compare(all["deeplift_maxpool."+string(v)], all["deeplift."+string(v)], exact); err != nil {
			t.Errorf("%s: %v", v, err)
		}
	}
}
