package methods

import (
	"fmt"
	"math"
	"strings"
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

// TestSmoothedPoints: the maps at noisy inputs are averaged as saliency's SmoothGrad over
// integrated gradients has them.
func TestSmoothedPoints(t *testing.T) {
	r := readRecorded(t, "procedures")
	f, x := function{w: r.floats("w"), v: r.floats("v")}, r.floats("x")
	for _, by := range []string{BySquares, ByMean} {
		v := With(Noise.Is(r.floats("noise")), Path.Is(Endpoints), Steps.Is(5), SmoothBy.Is(by))
		p := Noisy(Inputs{X: x, Size: len(x)}, v)
		got := make([]float32, len(x))
		for k := range p.N {
			near := make([]float32, len(x))
			if err := p.Write(k, near); err != nil {
				t.Fatal(err)
			}
			for i, a := range averagedMap(t, integratedGradients, f, near, r.floats("baseline"), v) {
				got[i] += float32(p.Of(i, []float64{math.Pow(float64(a), float64(p.Powers[0]))})) / float32(p.N)
			}
		}
		if off := apart(got, r["smoothed "+by]); !(off <= tolerances.Of("maps").Value) {
			t.Errorf("%s: off by %g of the largest element", by, off)
		}
	}
}

// TestSmoothedMethods: what draws at random is not smoothed again, and a smoothed method is
// found by its name, behind the others.
func TestSmoothedMethods(t *testing.T) {
	found, err := Select([]string{"smoothed_deeplift", "saliency"})
	if err != nil || len(found) != 2 || found[0].Name != "saliency" || found[1].Name != "smoothed_deeplift" {
		t.Errorf("%v, error %v", found, err)
	}
	if found[1].Served() || found[1].PointMethod != "deeplift" || !found[1].DependsOn(SmoothBy.Choice, "plain") || found[0].DependsOn(SmoothBy.Choice, "plain") {
		t.Errorf("%+v", found[1])
	}
	for name, want := range map[string]string{
		"smoothed_smoothgrad": "smoothgrad draws at random already: it cannot be smoothed",
		"smoothed_gard":       `there is no method "smoothed_gard"`,
	} {
		if _, err := Select([]string{name}); !strings.HasPrefix(fmt.Sprint(err), want) {
			t.Errorf("%s: error %v, want %s", name, err, want)
		}
	}
}
