package integration

import (
	"hash/crc32"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"tfreeze/internal/tensorflow"
	"tfreeze/internal/tolerances"
)

// kinks lists the cases whose x lies on a kink or a tie, or within a step of one, and
// those whose gradient is declared: stopped, straight through a quantisation, or a
// transform back. For these, dx is a convention (testdata/gradients/README.md).
var kinks = []string{
	"ClipByValue.edges", "DivNoNan.of.zero", "LeakyRelu.zero", "Relu.zero", "Relu6.six", "Selu.zero",
	"Max.ties", "MaxPool.ties.SAME.k3.s2", "MaxPool.ties.constant", "MaxPool.ties.k2.s2", "MaxPool.ties.k3.s1",
	"Maximum.left.ties", "Maximum.right.ties", "Minimum.left.ties", "Minimum.right.ties",
	"StopGradient.straight.through", "StopGradient.times.x",
	"TensorScatterMax.ties", "TensorScatterMin.ties", "Xdivy.zero", "Xlog1py.zero", "Xlogy.zero",
	"FakeQuantWithMinMaxArgs.b4", "FakeQuantWithMinMaxArgs.b8", "FakeQuantWithMinMaxVars.b4", "FakeQuantWithMinMaxVars.b8",
	"FakeQuantWithMinMaxVars.range", "FakeQuantWithMinMaxVarsPerChannel.b4", "FakeQuantWithMinMaxVarsPerChannel.b8",
	"QuantizeAndDequantizeV2", "QuantizeAndDequantizeV3", "QuantizeAndDequantizeV4.False", "QuantizeAndDequantizeV4.True",
	"ImageProjectiveTransformV2.perspective.BILINEAR", "ImageProjectiveTransformV2.perspective.NEAREST",
	"ImageProjectiveTransformV2.turn.BILINEAR", "ImageProjectiveTransformV2.turn.NEAREST",
	"ImageProjectiveTransformV3.NEAREST", "ImageProjectiveTransformV3.REFLECT", "ImageProjectiveTransformV3.WRAP",
}

const (
	// step is h. It is so small that hardly a case has a kink within it, and leaves
	// half of the float32 digits of f(x + hd) - f(x - hd).
	step = 2e-4
	// halfUnit is half a unit in the last place of a float32.
	halfUnit = 0x1p-25
)

// differences compares dy . (f(x + hd) - f(x - hd)) / 2h with dx . d, for one random
// direction d with elements +1 and -1.
func (r *recording) differences(t *testing.T) {
	t.Helper()
	relative, halfUnits := tolerances.Of("differences").Value, tolerances.Of("differences of zero gradients").Value
	direction := map[string][]float32{}
	for _, name := range r.cases {
		direction[name] = signs(name, len(r.arrays[name+"/x"].data))
	}
	high, low := r.fetch(t, r.moved(t, direction, step), "/y"), r.fetch(t, r.moved(t, direction, -step), "/y")
	for i, name := range r.cases {
		dy, dx := r.arrays[name+"/dy"].data, r.arrays[name+"/dx"].data
		quotient := (dot(dy, high[i]) - dot(dy, low[i])) / (2 * step)
		want := dot(dx, direction[name])
		// |dx| is how large dx . d typically is.
		tolerance := relative*math.Sqrt(dot(dx, dx)) + halfUnits*halfUnit/step*math.Sqrt(dot(high[i], high[i])*dot(dy, dy))
		agrees := math.Abs(quotient-want) <= tolerance
		if agrees == slices.Contains(kinks, name) {
			t.Errorf("%s: the central difference is %g, dx . d is %g, and kinks says otherwise", name, quotient, want)
		}
	}
}

func dot(a, b []float32) float64 {
	sum := 0.0
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

// moved feeds x + h d.
func (r *recording) moved(t *testing.T, direction map[string][]float32, h float32) map[string]*tensorflow.Tensor {
	t.Helper()
	feeds := map[string]*tensorflow.Tensor{}
	for name, d := range direction {
		x := r.arrays[name+"/x"]
		to := array{x.shape, make([]float32, len(x.data))}
		for i := range to.data {
			to.data[i] = x.data[i] + h*d[i]
		}
		feeds[name+"/x"] = tensorOf(t, to)
	}
	return feeds
}

func signs(name string, n int) []float32 {
	r := rand.New(rand.NewPCG(2024, uint64(crc32.ChecksumIEEE([]byte(name)))))
	d := make([]float32, n)
	for i := range d {
		d[i] = float32(2*r.IntN(2) - 1)
	}
	return d
}
