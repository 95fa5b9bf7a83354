package explain

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestThresholdSorts compares the selection with a full sort, on values with
// many ties.
func TestThresholdSorts(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 180 {
		// The smallest numbers share a bin with 0.
		scale := []float32{1, math.SmallestNonzeroFloat32 * 2, 1e30}[n%3]
		values := make([]float32, n)
		for i := range values {
			values[i] = float32(r.IntN(9)-3) / 2 * scale
		}
		for _, p := range []float64{0, 1, 37.5, 50, 80, 99.9, 100} {
			checkThreshold(t, values, p)
		}
	}
}

// TestThresholdSortsMany does the same with values that lie close together, and far
// apart.
func TestThresholdSortsMany(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		values, spread := make([]float32, 5000), r.Float64()*20
		for i := range values {
			values[i] = float32(r.NormFloat64() * math.Exp(spread*r.NormFloat64()/4))
		}
		for _, p := range []float64{0, 50, 80, 99.99, 100} {
			checkThreshold(t, values, p)
		}
	}
}

// TestThresholdOfSamples does so with so many values that a sample of them is taken, also of
// values that mislead it.
func TestThresholdOfSamples(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	values := make([]float32, 3*manyValues)
	for name, value := range map[string]func(i int) float32{
		"normal":     func(int) float32 { return float32(r.NormFloat64()) },
		"with ties":  func(int) float32 { return float32(r.IntN(9)-3) / 2 },
		"rectified":  func(int) float32 { return max(0, float32(r.NormFloat64())) },
		"negative":   func(int) float32 { return -r.Float32() },
		"misleading": func(i int) float32 { return r.Float32() + float32(min(1, i%sampleStep)) },
		"sparse":     func(i int) float32 { return float32(i%1009/1008) * r.Float32() },
	} {
		for i := range values {
			values[i] = value(i)
		}
		for _, p := range []float64{0, 0.01, 37.5, 50, 80, 99.99, 100} {
			checkThreshold(t, values, p)
		}
		_, _, _, ok := bySample(values, 80)
		if never := name == "misleading" || name == "negative"; ok && never || !ok && name == "rectified" {
			t.Errorf("%s: the sample tells: %v", name, ok)
		}
	}
}

func checkThreshold(t *testing.T, values []float32, p float64) {
	t.Helper()
	want, count := bySorting(values, p)
	reach := len(values) - less(values, want)
	got, positives, selected := percentileOf(values, p)
	if got != want || positives != count || selected != reach {
		t.Errorf("%d values, %v: got %v, %d, %d; want %v, %d, %d", len(values), p, got, positives, selected, want, count, reach)
	}
}

func bySorting(values []float32, p float64) (float32, int) {
	var positive []float64
	for _, v := range values {
		if v > 0 {
			positive = append(positive, float64(v))
		}
	}
	if len(positive) == 0 {
		return float32(math.Inf(1)), 0
	}
	slices.Sort(positive)
	at := p / 100 * float64(len(positive)-1)
	low := int(at)
	return float32(lerp(positive[low], positive[min(low+1, len(positive)-1)], at-float64(low))), len(positive)
}

// TestThresholdIsNumpys compares with values of numpy.percentile (NumPy 2.4.6), rounded
// to float32.
func TestThresholdIsNumpys(t *testing.T) {
	values := []float32{0.1, -5, 0.7, 0, 3.3, 2.2, 0.7, 11}
	for p, want := range map[float64]float32{0: 0.1, 25: 0.7, 50: 1.4500000476837158, 80: 3.3, 90: 7.15, 100: 11} {
		if got, _, _ := percentileOf(values, p); got != want {
			t.Errorf("percentile %v: got %v, want %v", p, got, want)
		}
	}
}

// TestThresholdRoundsAsNumpy: past the middle, numpy.percentile interpolates from the
// upper value down. Here that decides how the float32 is rounded: from the lower value
// up, it would be 6397441.5.
func TestThresholdRoundsAsNumpy(t *testing.T) {
	if got, _, _ := percentileOf([]float32{6401671, 2171921}, 99.9); got != 6397441 {
		t.Errorf("got %v, want 6397441", got)
	}
}
