package integration

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"tfreeze/gen"
	"tfreeze/internal/tensorflow"
	"tfreeze/savedmodels"
)

// TestThresholdsInTheGraph compares the thresholds of signatures with a full sort of
// the positive values, to the bit, for different kinds of images in one call.
func TestThresholdsInTheGraph(t *testing.T) {
	m, err := savedmodels.Load(savedmodels.Source{Path: testdata + "tiny/frozen.pb"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := gen.Build(m, gen.Options{}); err != nil {
		t.Fatal(err)
	}
	raw, err := m.GraphDef()
	if err != nil {
		t.Fatal(err)
	}
	s, err := tensorflow.Open(raw, (*tensorflow.Weights)(m.Weights), tensorflow.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, p := range []float32{0, 1, 37.5, 50, 80, 99.9, 100} {
		var all, want []float32
		images := layers(200)
		for _, image := range images {
			all, want = append(all, image...), append(want, bySorting(image, float64(p)))
		}
		got := thresholds(t, s, all, int64(len(images)), p)
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("percentile %v of %v: got %v, want %v", p, images[i], got[i], want[i])
			}
		}
	}
}

// thresholds feeds a layer's activations, [n,6,6,4].
func thresholds(t *testing.T, s *tensorflow.Session, activations []float32, n int64, p float32) []float32 {
	t.Helper()
	a, err := tensorflow.New([]int64{n, 6, 6, 4}, activations)
	if err != nil {
		t.Fatal(err)
	}
	percentile, err := tensorflow.Scalar(p)
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.Run(map[string]*tensorflow.Tensor{"tiny/conv1/Relu:0": a, "tfreeze/percentile:0": percentile},
		[]string{"tfreeze/tiny/conv1/Relu/threshold:0"})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprint(out[0].Shape()), fmt.Sprint([]int64{n, 1, 1, 1}); got != want {
		t.Errorf("the thresholds have shape %s, want %s", got, want)
	}
	values, err := tensorflow.Values[float32](out[0])
	if err != nil {
		t.Fatal(err)
	}
	return values
}

// layers returns activations with many ties, of all magnitudes, with few or no positive
// values, with zeros of both signs, and with the greatest and least numbers.
func layers(n int) [][]float32 {
	r := rand.New(rand.NewPCG(1, 2))
	kinds := []func() float32{
		func() float32 { return float32(r.NormFloat64()) },
		func() float32 { return float32(r.IntN(9)-3) / 2 },
		func() float32 { return math.Float32frombits(r.Uint32N(0x7f800000-1<<23) + 1<<23) },
		func() float32 { return -float32(r.ExpFloat64()) },
		func() float32 { return float32(max(0, r.NormFloat64()-2)) },
		func() float32 { return float32(math.Copysign(0, r.NormFloat64())) },
		func() float32 { return []float32{1, 1, math.MaxFloat32, 0x1p-126, -1}[r.IntN(5)] },
	}
	images := make([][]float32, n)
	for i := range images {
		images[i] = make([]float32, 6*6*4)
		for j := range images[i] {
			images[i][j] = kinds[i%len(kinds)]()
		}
	}
	return images
}

func bySorting(values []float32, p float64) float32 {
	var positive []float64
	for _, v := range values {
		if v > 0 {
			positive = append(positive, float64(v))
		}
	}
	if len(positive) == 0 {
		return float32(math.Inf(1))
	}
	slices.Sort(positive)
	at := p / 100 * float64(len(positive)-1)
	a, b := positive[int(at)], positive[min(int(at)+1, len(positive)-1)]
	t := at - math.Floor(at)
	if t >= 0.5 {
		return float32(b - (b-a)*(1-t))
	}
	return float32(a + (b-a)*t)
}
