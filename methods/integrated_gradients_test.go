package methods

import (
	"fmt"
	"math"
	"testing"

	"tfreeze/internal/tolerances"
)

// averagedMap is the map of an average over points, for the first of two equal inputs.
func averagedMap(t *testing.T, m Method, f function, x, baseline []float32, v Values) []float32 {
	t.Helper()
	in := Inputs{X: append(append([]float32(nil), x...), x...), Size: len(x)}
	in.Baseline = in.each(baseline)
	p := m.Points(in, v)
	gradients, err := f.Gradients(p.N, p.Write)
	if err != nil {
		t.Fatal(err)
	}
	values := make([]float32, len(x))
	for i := range values {
		mean := 0.0
		for k, dx := range gradients {
			mean += p.Weight(k) * float64(dx[i])
		}
		values[i] = float32(p.Of(i, []float64{mean}))
	}
	return values
}

// TestGaussLegendre: the maps are captum's, 50 points without an option.
func TestGaussLegendre(t *testing.T) {
	r := readRecorded(t, "procedures")
	f := function{w: r.floats("w"), v: r.floats("v")}
	for _, n := range []int{1, 2, 7, 50} {
		v := With(Path.Is(GaussLegendre))
		if n != 50 {
			v.Set(Steps.Is(n))
		}
		got := averagedMap(t, integratedGradients, f, r.floats("x"), r.floats("baseline"), v)
		if off := apart(got, r[fmt.Sprintf("gauss_legendre %d", n)]); !(off <= tolerances.Of("maps").Value) {
			t.Errorf("%d points: off by %g of the largest element", n, off)
		}
	}
}

// TestQuadrature: n points integrate polynomials up to degree 2n - 1 exactly.
func TestQuadrature(t *testing.T) {
	for _, n := range []int{1, 2, 3, 20, 50, 1001} {
		points, weights := gaussLegendre(n)
		for _, degree := range []int{0, 1, 2*n - 2, 2*n - 1} {
			sum := 0.0
			for k, p := range points {
				sum += weights[k] * math.Pow(p, float64(degree))
			}
			if off := math.Abs(sum*float64(degree+1) - 1); !(off <= tolerances.Of("quadrature").Value) {
				t.Errorf("%d points, degree %d: off by %g", n, degree, off)
			}
		}
	}
}

// TestDefaultSteps: a chosen number of points holds whatever the path is.
func TestDefaultSteps(t *testing.T) {
	for want, v := range map[int]Values{100: {}, 50: With(Path.Is(GaussLegendre)), 7: With(Path.Is(GaussLegendre), Steps.Is(7)), 9: With(Steps.Is(9))} {
		if got := Steps.Of(v); got != want || Steps.In(v) != want {
			t.Errorf("%d steps, %v in files, want %d", got, Steps.In(v), want)
		}
	}
}
