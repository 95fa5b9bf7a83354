package integration

import (
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tolerances"
)

// A fastCase is a convolution, possibly with a scale behind it. The fast rules must
// give the same gradient as the plain ones.
type fastCase struct {
	op string
	// x is rows, columns and channels; kernel is as in the op.
	x, kernel [4]int64
	stride    int
	padding   string
	pads      []int
	// scale multiplies the channels of the output.
	scale bool
}

func (c fastCase) name() string {
	pads := ""
	for _, p := range c.pads {
		pads += fmt.Sprint(p)
	}
	return fmt.Sprintf("%s.%dx%dx%d.k%dx%dx%d.s%d.%s%s.%t", c.op, c.x[1], c.x[2], c.x[3], c.kernel[0], c.kernel[1], c.kernel[3], c.stride, c.padding, pads, c.scale)
}

// fastCases include kernels that are kept, kernels that are flipped in every run, and
// images that the stride does not divide.
func fastCases() []fastCase {
	var all []fastCase
	for size := int64(7); size <= 10; size++ {
		x := [4]int64{2, size, size + 1, 3}
		for _, kernel := range [][4]int64{{1, 1, 3, 5}, {3, 3, 3, 5}, {7, 5, 3, 16}} {
			for stride := 1; stride <= 4; stride++ {
				all = append(all,
					fastCase{op: "Conv2D", x: x, kernel: kernel, stride: stride, padding: "SAME"},
					fastCase{op: "Conv2D", x: x, kernel: kernel, stride: stride, padding: "VALID", scale: true},
					fastCase{op: "Conv2D", x: x, kernel: kernel, stride: stride, padding: "EXPLICIT", pads: []int{0, 0, 0, 2, 3, 1, 0, 0}})
			}
		}
	}
	return append(all,
		fastCase{op: "Conv2D", x: [4]int64{2, 5, 5, 256}, kernel: [4]int64{1, 1, 256, 256}, stride: 1, padding: "SAME"},
		fastCase{op: "Conv2D", x: [4]int64{2, 5, 5, 256}, kernel: [4]int64{1, 1, 256, 256}, stride: 2, padding: "SAME", scale: true},
		fastCase{op: "Conv2D", x: [4]int64{2, 5, 5, 512}, kernel: [4]int64{3, 3, 512, 4}, stride: 2, padding: "VALID"},
		fastCase{op: "Conv2D", x: [4]int64{2, 5, 5, 32}, kernel: [4]int64{3, 3, 32, 4}, stride: 2, padding: "SAME", scale: true},
		fastCase{op: "Conv2D", x: [4]int64{2, 3, 3, 32}, kernel: [4]int64{3, 3, 32, 4}, stride: 1, padding: "VALID", scale: true},
		fastCase{op: "Conv2D", x: [4]int64{2, 5, 5, 6}, kernel: [4]int64{3, 3, 3, 4}, stride: 1, padding: "SAME", scale: true},
		fastCase{op: "Conv2D", x: [4]int64{2, 6, 8, 256}, kernel: [4]int64{3, 3, 256, 260}, stride: 1, padding: "SAME"},
		fastCase{op: "Conv2D", x: [4]int64{2, 5, 6, 260}, kernel: [4]int64{3, 3, 260, 256}, stride: 1, padding: "EXPLICIT", pads: []int{0, 0, 1, 1, 1, 1, 0, 0}},
		fastCase{op: "Conv2D", x: [4]int64{2, 1, 3, 256}, kernel: [4]int64{3, 3, 256, 256}, stride: 1, padding: "SAME", scale: true},
		fastCase{op: "Conv2D", x: [4]int64{2, 28, 31, 256}, kernel: [4]int64{3, 3, 256, 260}, stride: 1, padding: "SAME"},
		fastCase{op: "Conv2D", x: [4]int64{2, 33, 30, 256}, kernel: [4]int64{3, 3, 256, 256}, stride: 1, padding: "SAME", scale: true},
		fastCase{op: "Conv2D", x: [4]int64{2, 6, 5, 256}, kernel: [4]int64{3, 3, 256, 256}, stride: 1, padding: "EXPLICIT", pads: []int{0, 0, 1, 0, 1, 1, 0, 0}},
		fastCase{op: "DepthwiseConv2dNative", x: [4]int64{2, 5, 5, 3}, kernel: [4]int64{3, 3, 3, 2}, stride: 2, padding: "SAME", scale: true},
		fastCase{op: "DepthwiseConv2dNative", x: [4]int64{2, 5, 5, 128}, kernel: [4]int64{3, 3, 128, 1}, stride: 1, padding: "VALID", scale: true})
}

// tolerance grows with the number of terms in a sum. The terms are all positive.
func (c fastCase) tolerance() float64 {
	terms := c.kernel[0] * c.kernel[1] * c.kernel[3]
	return tolerances.Of("gradients").Value * max(1, float64(terms)/500)
}

func (c fastCase) build(g *gr.Graph) {
	s := gr.Scope{Graph: g, Prefix: c.name()}
	x := s.Op("Placeholder", "x", gr.Type{DType: gr.Float}, gr.Attrs{"dtype": gr.Float, "shape": gr.Shape{-1, c.x[1], c.x[2], c.x[3]}})
	attrs := gr.Attrs{"T": gr.Float, "strides": []int{1, c.stride, c.stride, 1}, "padding": c.padding, "data_format": "NHWC"}
	if c.pads != nil {
		attrs["explicit_paddings"] = c.pads
	}
	kernel := s.Const("kernel", gr.Tensor(c.kernel[:], uniform(c.name(), c.kernel[:])...))
	y := s.Op(c.op, "conv", gr.Type{DType: gr.Float}, attrs, x, kernel)
	if c.scale {
		shape := gr.Shape{c.kernel[3]}
		if c.op != "Conv2D" {
			shape[0] *= c.kernel[2]
		}
		weights := s.Const("weights", gr.Tensor(shape, uniform(c.name()+"/s", shape)...))
		scale := s.Op("Mul", "scale", gr.Type{DType: gr.Float}, gr.Attrs{"T": gr.Float}, weights, weights)
		y = s.Op("Mul", "scaled", gr.Type{DType: gr.Float}, gr.Attrs{"T": gr.Float}, y, scale)
	}
	s.Op("Identity", "y", gr.Type{DType: gr.Float}, gr.Attrs{"T": gr.Float}, y)
}

// uniform draws from [0.5, 1.5).
func uniform(seed string, shape []int64) []float32 {
	random := rand.New(rand.NewPCG(1, uint64(crc32.ChecksumIEEE([]byte(seed)))))
	values := make([]float32, gr.Shape(shape).Elements())
	for i := range values {
		values[i] = 0.5 + random.Float32()
	}
	return values
}

// TestFastLikePlain compares the fast rules with the plain ones where there is no
// recording.
func TestFastLikePlain(t *testing.T) {
	results := map[bool][][]float32{}
	var names []string
	for _, fast := range []bool{false, true} {
		g := gr.New()
		for _, c := range fastCases() {
			c.build(g)
		}
		if err := inferTypes(g); err != nil {
			t.Fatal(err)
		}
		r := newRecording(t, g, randomPoints(g), fast)
		results[fast], names = r.gradients(t), r.cases
	}
	tolerances := map[string]float64{}
	for _, c := range fastCases() {
		tolerances[c.name()] = c.tolerance()
	}
	for i, name := range names {
		if err := near(results[true][i], results[false][i], tolerances[name]); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// randomPoints returns x and dy for all cases, two images each.
func randomPoints(g *gr.Graph) map[string]array {
	arrays := map[string]array{}
	for _, c := range fastCases() {
		y := g.Node(c.name() + "/y").Out(0).Shape()
		y = gr.Shape{2, y[1], y[2], y[3]}
		arrays[c.name()+"/x"] = array{ints(c.x[:]), uniform(c.name()+"/x", c.x[:])}
		arrays[c.name()+"/dy"] = array{ints(y), uniform(c.name()+"/dy", y)}
	}
	return arrays
}
