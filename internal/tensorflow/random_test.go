package tensorflow

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"tfreeze/internal/tolerances"
)

// TestNormalIsPythons compares with tf.raw_ops.StatelessRandomNormalV2(shape=[5],
// key=[seed], counter=[0, k], alg=1) of TensorFlow 2.21.0.
func TestNormalIsPythons(t *testing.T) {
	g := normal(t, 5)
	for _, c := range []struct {
		seed, k uint64
		want    []float32
	}{
		{7, 0, []float32{0.3536911, 0.6635877, -0.97749937, 0.77636147, 1.306758}},
		{7, 1, []float32{-0.5408054, 1.122033, 1.174174, -0.86401314, 1.013183}},
		{1<<63 + 5, 2, []float32{0.34352326, 0.25625172, -0.11639061, -1.0826339, -1.0461384}},
	} {
		if diff := cmp.Diff(c.want, sample(t, g, c.seed, c.k, 5), cmpopts.EquateApprox(0, tolerances.Of("normal numbers").Value)); diff != "" {
			t.Errorf("seed %d, sample %d: %s", c.seed, c.k, diff)
		}
	}
}

// TestUniformIsPythons compares with tf.raw_ops.StatelessRandomUniformV2(shape=[5],
// key=[seed], counter=[2**63, k], alg=1) of TensorFlow 2.21.0. The numbers are exact.
func TestUniformIsPythons(t *testing.T) {
	g := normal(t, 5)
	for _, c := range []struct {
		seed, k uint64
		want    []float32
	}{
		{7, 0, []float32{0.79975033, 0.58109725, 0.6113634, 0.31035388, 0.6735463}},
		{1<<63 + 5, 2, []float32{0.5425509, 0.04186678, 0.04872179, 0.9065311, 0.086832166}},
	} {
		got := make([]float32, 5)
		if err := g.Uniform(c.seed, c.k, got); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("seed %d, sample %d: %v, error %v, want %v", c.seed, c.k, got, err, c.want)
		}
	}
}

// TestNormalSamples: a sample depends only on the seed and its number, and no two are
// alike.
func TestNormalSamples(t *testing.T) {
	const n = 1000
	deviations := tolerances.Of("normal samples").Value
	first, second := normal(t, n), normal(t, n)
	var all [][]float32
	for _, seed := range []uint64{0, 1, math.MaxUint64} {
		for _, k := range []uint64{0, 1, 2} {
			all = append(all, sample(t, first, seed, k, n))
		}
	}
	if !slices.Equal(all[1], sample(t, second, 0, 1, n)) || !slices.Equal(all[1], sample(t, first, 0, 1, n)) {
		t.Error("the same sample, drawn again, is another")
	}
	for i := range all {
		for k := range all[:i] {
			if r := correlation(all[i], all[k]); math.Abs(r) > deviations/math.Sqrt(n) {
				t.Errorf("samples %d and %d: a correlation of %v, %v standard deviations are %v", i, k, r, deviations, deviations/math.Sqrt(n))
			}
		}
		// Mean and variance must lie within some standard deviations of the expected
		// ones.
		var sum, squares float64
		for _, v := range all[i] {
			sum, squares = sum+float64(v), squares+float64(v)*float64(v)
		}
		if math.Abs(sum/n) > deviations/math.Sqrt(n) || math.Abs(squares/n-1) > deviations*math.Sqrt(2./n) {
			t.Errorf("sample %d: mean %v, mean square %v", i, sum/n, squares/n)
		}
	}
}

func correlation(a, b []float32) float64 {
	var sum float64
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum / float64(len(a))
}

func normal(t *testing.T, n int64) *Random {
	t.Helper()
	g, err := NewRandom(n)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func sample(t *testing.T, g *Random, seed, k uint64, n int) []float32 {
	t.Helper()
	into := make([]float32, n)
	if err := g.Normal(seed, k, into); err != nil {
		t.Fatal(err)
	}
	return into
}
