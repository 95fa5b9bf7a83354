package evaluate

import (
	"context"
	"math"
	"slices"
	"testing"
)

// linear is a network whose score is a weighted sum: what it loses is what a map says.
func linear(x, weights []float32, p Picture) *Subject {
	s := &Subject{Picture: p, Settings: NewSettings(), X: x, Attribution: weights, Seed: 1}
	s.Relevance = s.Reduce(weights, Signed)
	s.Scores = func(_ context.Context, n int, write func(k int, into []float32)) ([]Outcome, error) {
		at, all := slices.Clone(x), make([]Outcome, n)
		for k := range all {
			write(k, at)
			sum := 0.0
			for i, v := range at {
				sum += float64(v * weights[i])
			}
			all[k] = Outcome{sum, sum, sum > 10}
		}
		return all, nil
	}
	s.Explain = func(_ context.Context, x []float32) ([]float32, error) {
		there := slices.Clone(weights)
		for i := range there {
			there[i] *= x[i]
		}
		return there, nil
	}
	return s
}

func measured(t *testing.T, m Metric, s *Subject) []float64 {
	t.Helper()
	got, err := m.measure(context.Background(), s)
	if err != nil || len(got) != len(m.Values) {
		t.Fatalf("%s: %v, error %v", m.Name, got, err)
	}
	return got
}

// exact allows what float64 rounds of a sum of some terms.
const exact = 1e-12

func same(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= exact*max(1, math.Abs(want))) && !(math.IsNaN(got) && math.IsNaN(want)) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// TestGini: of equal values it is 0, of one value among n it is 1 - 1/n, and by hand of
// 1, 2, 3: 1 - 2 (1*2.5 + 2*1.5 + 3*0.5)/(6*3).
func TestGini(t *testing.T) {
	same(t, "equal", Gini([]float64{2, -2, 2, 2}), 0)
	same(t, "single", Gini([]float64{0, 0, -7, 0}), 0.75)
	same(t, "1, 2, 3", Gini([]float64{3, -1, 2}), 1-2*7./18)
	same(t, "zeros", Gini(make([]float64, 3)), math.NaN())
}

// TestEntropy: of n equal shares it is log n, of one share 0.
func TestEntropy(t *testing.T) {
	same(t, "equal", Entropy([]float64{2, -2, 2, 2}), math.Log(4))
	same(t, "single", Entropy([]float64{0, 5}), 0)
	same(t, "1:3", Entropy([]float64{1, 3}), -0.25*math.Log(0.25)-0.75*math.Log(0.75))
	same(t, "zeros", Entropy(make([]float64, 3)), math.NaN())
}

// TestInsertionAndDeletion: of four pixels of a linear network that come and go one by one.
func TestInsertionAndDeletion(t *testing.T) {
	p := Picture{2, 2, 1, false}
	s := linear([]float32{1, 2, 3, 4}, []float32{8, 1, 2, 4}, p) // the products: 8, 2, 6, 16
	// Deletion, by the weights 8, 4, 2, 1: 32, 24, 8, 2, 0.
	same(t, "deletion", measured(t, deletion, s)[0], (32/2.+24+8+2)/4)
	s.Perturb = Xplique
	s.StepPixels = 1
	same(t, "insertion", measured(t, insertion, s)[0], (0+8+24+30+32/2.)/4)
	s.StepPixels = 3 // the last step is smaller
	same(t, "insertion in two steps", measured(t, insertion, s)[0], (0+30+32/2.)/2)
	s.Perturb, s.StepPixels = RISE, 1
	from := blurred(p, s.X, riseSide, riseDeviation)
	area, scores := 0.0, []float64{0}
	for i, w := range s.Attribution {
		scores[0] += float64(w * from[i])
	}
	for _, pixel := range []int{0, 3, 2, 1} {
		scores = append(scores, scores[len(scores)-1]+float64(s.Attribution[pixel]*(s.X[pixel]-from[pixel])))
	}
	for i := range 4 {
		area += (scores[i] + scores[i+1]) / 8
	}
	if got := measured(t, insertion, s)[0]; math.Abs(got-area) > 1e-5 { // sums of float32
		t.Errorf("insertion is %v, want %v", got, area)
	}
}

// TestEnds: RISE has 224 steps at 224x224, and a 224th of other pictures; xplique a tenth.
func TestEnds(t *testing.T) {
	s := &Subject{Picture: Picture{224, 224, 3, false}, Settings: NewSettings()}
	if e := s.ends(); len(e) != 225 || e[1] != 224 || e[224] != 224*224 {
		t.Errorf("at 224x224 there are %d ends, the first at %d", len(e), e[1])
	}
	s.Picture = Picture{227, 227, 3, false}
	if e := s.ends(); e[1] != 231 || e[len(e)-1] != 227*227 {
		t.Errorf("at 227x227 the first step has %d pixels, the last ends at %d", e[1], e[len(e)-1])
	}
	s.Perturb = Xplique
	if e := s.ends(); !slices.Equal(e[:4], []int{0, 5152, 10305, 15458}) || len(e) != 11 || e[10] != 227*227 {
		t.Errorf("xplique ends at %v", e)
	}
}

// TestBlur: the kernel is RISE's, the values of SciPy's gaussian_filter of an impulse at
// the middle of 11, and beyond the image are zeros.
func TestBlur(t *testing.T) {
	p := Picture{1, 31, 1, false}
	x := make([]float32, 31)
	x[15] = 1
	got := blurred(p, x, riseSide, riseDeviation)
	// gaussian_filter(impulse, 5) of SciPy 1.17.1, at 5, 6 and 10, times its middle: the
	// picture has one row.
	const middle = 0.09398206
	for at, want := range map[int]float64{15: 0.09398206 * middle, 16: 0.09348939 * middle, 20: 0.08795815 * middle, 21: 0} {
		if math.Abs(float64(got[at])-want) > 1e-6 {
			t.Errorf("%d from the middle it is %v, want %v", at-15, got[at], want)
		}
	}
}

// TestOrder: of equal pixels the first comes first.
func TestOrder(t *testing.T) {
	if got := Order([]float64{1, 3, 1, 3, 2}); !slices.Equal(got, []int{1, 3, 4, 0, 2}) {
		t.Errorf("the order is %v", got)
	}
}

// TestImpute: a removed pixel is the weighted mean of its neighbours; a row of removed
// pixels between equal ones is equal to them; at a corner the weights that are left count.
func TestImpute(t *testing.T) {
	p := Picture{3, 3, 1, false}
	x := []float32{1, 2, 3, 4, 99, 6, 7, 8, 9}
	same(t, "the middle", Impute(p, x, 0, []int{4})[0], (2+4+6+8)/6.+(1+3+7+9)/12.)
	same(t, "a corner", Impute(p, x, 0, []int{0})[0], (2/6.+4/6.+99/12.)/(5/12.))
	all := []float32{5, 5, 5, 0, 0, 0, 5, 5, 5}
	for _, v := range Impute(p, all, 0, []int{3, 4, 5}) {
		if math.Abs(v-5) > 1e-5 {
			t.Errorf("between fives it is %v", v)
		}
	}
}

// TestROAD: without noise, the score after the most relevant pixel is imputed.
func TestROAD(t *testing.T) {
	p := Picture{3, 3, 1, false}
	x := []float32{1, 2, 3, 4, 99, 6, 7, 8, 9}
	s := linear(x, []float32{0, 0, 0, 0, 1, 0, 0, 0, 0.5}, p)
	s.Noise, s.Percentages = 0, []float64{12}
	got := measured(t, road, s)
	if math.Abs(got[0]-(5+4.5)) > 1e-5 || got[2] != 0 || math.Abs(got[1]-(99+4.5)) > 1e-5 || got[3] != 1 {
		t.Errorf("ROAD is %v", got)
	}
}

// TestMaxSensitivity: of the map w x, noise n changes w n of w x.
func TestMaxSensitivity(t *testing.T) {
	s := linear([]float32{3, 4}, []float32{1, 1}, Picture{1, 2, 1, false})
	s.Attribution = []float32{3, 4} // the map w x at x, of norm 5
	s.Radius, s.Probes = 0.5, 2000  // noise of up to 0.5 in each element
	if got, most := measured(t, maxSensitivity, s)[0], 0.5*math.Sqrt2/5; !(got < most && got > 0.95*most) {
		t.Errorf("it is %v, want nearly %v", got, most)
	}
}

// TestInfidelity: the gradient of a linear network says all, times any number; a map of
// another sign here and there says less; zeros say nothing.
func TestInfidelity(t *testing.T) {
	x, w := []float32{1, 2, 3, 4, 5, 6, 7, 8, 9}, []float32{1, -1, 2, 3, 1, -2, 1, 1, 4}
	s := linear(x, slices.Clone(w), Picture{3, 3, 1, false})
	s.Probes, s.Square = 20, 0.34
	s.Local = true
	same(t, "of the gradient", measured(t, infidelity, s)[0], 0)
	s.Local = false
	if got := measured(t, infidelity, s)[0]; !(got > 0.01) {
		t.Errorf("of a gradient that is taken for shares it is %v", got)
	}
	s.Attribution = slices.Clone(x)
	for i, v := range w {
		s.Attribution[i] *= v
	}
	same(t, "of the shares", measured(t, infidelity, s)[0], 0)
	s.Attribution = make([]float32, 9)
	same(t, "of zeros", measured(t, infidelity, s)[0], 1)
	// By hand: b = (1*2 + 1*4)/2 = 3, the rest (1, -1) of (2, 4).
	same(t, "of 1, 1 for 2, 4", Infidelity([]float64{1, 1}, []float64{2, 4}), 2./20)
}

// TestLocal: gradients are local; products with the input, relevance and occlusion are not.
func TestLocal(t *testing.T) {
	for name, want := range map[string]bool{
		"grad": true, "guided_backprop": true, "smoothgrad": true, "smoothed_grad": true, "elrp": false,
		"integrated_gradients": false, "deeplift": false, "grad_x_input": false, "epsilon_plus": false, "occlusion": false, "grad_cam": false, "guided_ig": false, "neuron_mct": true,
	} {
		if got := local(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestConvergence: the delta is relative to the score.
func TestConvergence(t *testing.T) {
	s := &Subject{Score: -4, Delta: new(1.0)}
	same(t, "convergence", measured(t, convergence, s)[0], 0.25)
	s.Delta = nil
	same(t, "without a promise", measured(t, convergence, s)[0], math.NaN())
}

// TestSpearman: by ranks alone, with ties.
func TestSpearman(t *testing.T) {
	same(t, "rising", Spearman([]float64{1, 2, 30}, []float64{-5, 0, 1}), 1)
	same(t, "falling", Spearman([]float64{1, 2, 30}, []float64{3, 2, 1}), -1)
	same(t, "constant", Spearman([]float64{1, 1}, []float64{3, 2}), math.NaN())
	// Ranks 1, 2.5, 2.5, 4, 5 and 2, 1, 3.5, 3.5, 5.
	same(t, "with ties", Spearman([]float64{1, 2, 2, 3, 4}, []float64{2, 1, 3, 3, 5}), 7.25/9.5)
}

// TestSSIM: a picture is like itself, and unlike its negative.
func TestSSIM(t *testing.T) {
	a := make([]float64, 100)
	for i := range a {
		a[i] = math.Sin(float64(i))
	}
	b := slices.Clone(a)
	same(t, "itself", SSIM(a, b, 10), 1)
	for i := range b {
		b[i] = -b[i]
	}
	if got := SSIM(a, b, 10); !(got < -0.8) {
		t.Errorf("of its negative it is %v", got)
	}
	// Of constants 0 and 1 only the means differ: C1/(1 + C1), with a range of 1.
	same(t, "constants", SSIM(make([]float64, 49), slices.Repeat([]float64{1}, 49), 7), 1e-4/(1+1e-4))
}

// TestHistogramEntropy: two values in equal number fill two bins; the largest is in the last.
func TestHistogramEntropy(t *testing.T) {
	same(t, "two values", HistogramEntropy([]float64{0, 1, 0, 1}), math.Log(2))
	same(t, "one value", HistogramEntropy([]float64{3, 3}), 0)
}

// TestCascade: the numbers of MPRT are the mean, the first and the last.
func TestCascade(t *testing.T) {
	c := newCascade([]float64{1, 2, 3, 4, 5, 6, 7, 8, 9}, 3)
	c.step([]float64{1, 2, 3, 4, 5, 6, 7, 8, 9})
	c.step([]float64{9, 8, 7, 6, 5, 4, 3, 2, 1})
	got := c.mprt()
	same(t, "the mean", got[0], 0)
	same(t, "the first", got[2], 1)
	same(t, "the last", got[4], -1)
	same(t, "no rise", c.efficient()[0], 0)
	c.step([]float64{0, 0, 0, 0, 0, 0, 0, 0, 9})
	same(t, "a fall", c.efficient()[0], (Entropy([]float64{8, 1})-math.Log(9))/math.Log(9))
}

// TestSteps: the steps go from one layer to all.
func TestSteps(t *testing.T) {
	for _, c := range []struct {
		layers, n int
		want      []int
	}{{5, 0, []int{1, 2, 3, 4, 5}}, {26, 4, []int{1, 9, 18, 26}}, {3, 1, []int{3}}, {2, 9, []int{1, 2}}} {
		if got := steps(c.layers, c.n); !slices.Equal(got, c.want) {
			t.Errorf("%d steps of %d layers: %v", c.n, c.layers, got)
		}
	}
}

// TestGrid: each image is shrunk into its cell, and the share is of positive values alone.
func TestGrid(t *testing.T) {
	for _, first := range []bool{false, true} {
		p := Picture{4, 4, 2, first}
		var images [4][]float32
		for i := range images {
			images[i] = slices.Repeat([]float32{float32(i)}, 32)
		}
		images[3][p.At(0, 1)] = 11 // one of four pixels of the cell's first
		x := p.grid(images)
		for i, want := range map[int]float32{0: 0, 2: 1, 8: 2, 15: 3} {
			if got := x[p.At(i, 0)]; got != want {
				t.Errorf("pixel %d is %v, want %v", i, got, want)
			}
		}
		if got := x[p.At(10, 1)]; got != (11+3*3)/4. {
			t.Errorf("four pixels of mean 5 are %v", got)
		}
	}
	p := Picture{4, 4, 1, false}
	values := make([]float64, 16)
	values[0], values[5], values[10], values[15] = 3, -8, 1, 0.5
	same(t, "the first cell", p.InCell(values, 0), 3/4.5)
	same(t, "the last cell", p.InCell(values, 3), 1.5/4.5)
	same(t, "of nothing positive", p.InCell([]float64{-1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 1), math.NaN())
}

// TestShrink: odd sizes share the pixel in the middle.
func TestShrink(t *testing.T) {
	p := Picture{1, 3, 1, false}
	got := p.shrink([]float32{3, 6, 12}, 0, 1, 2)
	same(t, "the left half", got[0], (3+6*0.5)/1.5)
	same(t, "the right half", got[1], (6*0.5+12)/1.5)
}

// TestRegions: the most relevant pixel, and the share of the relevance, on the object.
func TestRegions(t *testing.T) {
	region := []bool{true, false, true, false}
	s := &Subject{Relevance: []float64{1, 5, 2, 0}, Region: region}
	same(t, "beside it", measured(t, pointing, s)[0], 0)
	same(t, "the mass", measured(t, mass, s)[0], 3./8)
	s.Relevance[2] = 5
	same(t, "on it, too", measured(t, pointing, s)[0], 1)
	s.Region = make([]bool, 4)
	same(t, "of nothing", measured(t, mass, s)[0], math.NaN())
	s.Region = nil
	same(t, "unknown", measured(t, pointing, s)[0], math.NaN())
}

// TestReduce: by absolute values, sums, and positive sums, in both layouts.
func TestReduce(t *testing.T) {
	for r, want := range map[Reduction][]float64{Absolute: {3, 7}, Signed: {-1, 7}, Positive: {0, 7}} {
		last, first := Picture{1, 2, 2, false}, Picture{1, 2, 2, true}
		if got := last.Reduce([]float32{1, -2, 3, 4}, r); !slices.Equal(got, want) {
			t.Errorf("%s: %v", r, got)
		}
		if got := first.Reduce([]float32{1, 3, -2, 4}, r); !slices.Equal(got, want) {
			t.Errorf("%s, channels first: %v", r, got)
		}
	}
	if got := (Picture{1, 2, 2, false}).Reduce([]float32{-1, 4}, Absolute); !slices.Equal(got, []float64{1, 4}) {
		t.Errorf("one value for each pixel: %v", got)
	}
}
