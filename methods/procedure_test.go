package methods

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tolerances"
)

// recorded are arrays that a script of tools/procedures made.
type recorded map[string][]float64

func (r recorded) floats(name string) []float32 {
	values := make([]float32, len(r[name]))
	for i, v := range r[name] {
		values[i] = float32(v)
	}
	return values
}

func readRecorded(t *testing.T, name string) recorded {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var r recorded
	if err := json.Unmarshal(raw, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// A function is the one that was recorded: sum w tanh(v x) + (sum x)^2 / 50, of one or
// more inputs; alone leaves out the square.
type function struct {
	w, v  []float32
	alone bool
}

func (f function) Gradients(n int, write func(int, []float32) error) ([][]float32, error) {
	return f.each(n, write, func(x []float32) []float32 {
		dx, sum := make([]float32, len(x)), f.total(x)
		for i := range x {
			tanh := math.Tanh(float64(f.v[i] * x[i]))
			dx[i] = float32(float64(f.w[i]*f.v[i])*(1-tanh*tanh) + sum/25)
		}
		return dx
	})
}

func (f function) Scores(n int, write func(int, []float32) error) ([][]float32, error) {
	return f.each(n, write, func(x []float32) []float32 {
		score := f.total(x) * f.total(x) / 50
		for i := range x {
			score += float64(f.w[i]) * math.Tanh(float64(f.v[i]*x[i]))
		}
		return []float32{float32(score)}
	})
}

func (f function) total(x []float32) float64 {
	sum := 0.0
	if f.alone {
		return 0
	}
	for _, v := range x {
		sum += float64(v)
	}
	return sum
}

// each evaluates points of two inputs.
func (f function) each(n int, write func(int, []float32) error, of func([]float32) []float32) ([][]float32, error) {
	var all [][]float32
	size := len(f.w)
	for k := range n {
		x := make([]float32, 2*size)
		if err := write(k, x); err != nil {
			return nil, err
		}
		all = append(all, append(of(x[:size]), of(x[size:])...))
	}
	return all, nil
}

// TestProcedures: the maps are those of saliency and DeepExplain, for each input of a
// batch, and with channels first.
func TestProcedures(t *testing.T) {
	r := readRecorded(t, "procedures")
	noise := Noise.Is(r.floats("noise"))
	for name, c := range map[string]struct {
		method  Method
		options Values
	}{
		"guided_ig":                 {guidedIG, With(GuidedSteps.Is(20), Fraction.Is(0.3), MaxDist.Is(0.1))},
		"expected_gradients":        {expectedGradients, With(Draws.Is(2))},
		"expected_gradients noisy":  {expectedGradients, With(Draws.Is(2), DrawStdev.Is(0.25))},
		"blur_ig":                   {blurIG, With(MaxSigma.Is(3), Steps.Is(6))},
		"occlusion":                 {occlusion, With(Window.Is(3))},
		"occlusion mean_drop":       {occlusion, With(Window.Is(3), Stride.Is(2), MeanDrop.Is(true))},
		"shapley_sampling":          {shapleySampling, With(noise)},
		"shapley_sampling pixels":   {shapleySampling, With(noise, Features.Is(Pixels))},
		"shapley_sampling channels": {shapleySampling, With(noise, Features.Is(Channels))},
	} {
		in := Inputs{Shape: []int64{7, 6, 3}, Layout: gr.ChannelsLast}
		checkProcedure(t, name, c.method, c.options, in, r)
		if name == "shapley_sampling" || c.method.HasBaseline() {
			continue // they know of no pixels, and take options in the order of the elements
		}
		in = Inputs{Shape: []int64{3, 7, 6}, Layout: gr.ChannelsFirst}
		turned := recorded{}
		for _, key := range []string{"x", "w", "v", name} {
			turned[key] = channelsFirst(r[key], 3)
		}
		checkProcedure(t, name, c.method, c.options, in, turned)
	}
}

func checkProcedure(t *testing.T, name string, m Method, options Values, in Inputs, r recorded) {
	t.Helper()
	x := r.floats("x")
	in.X, in.Size = append(append([]float32(nil), x...), x...), len(x)
	if m.HasBaseline() {
		in.Baseline = in.each(r.floats("baseline"))
		in.Baselines = [][]float32{in.Baseline, nil}
		in.Uniform = func(_, k uint64, into []float32) error {
			into[0] = r.floats("places")[k/2]
			if k%2 == 1 {
				into[0] = r.floats("which")[k/2] / 2 // of two baselines
			}
			return nil
		}
		in.Normal = func(_, k uint64, into []float32) error {
			copy(into, r.floats("noise")[int(k)*in.Size:])
			return nil
		}
	}
	got, err := m.Attribute(function{w: r.floats("w"), v: r.floats("v")}, in, options)
	if err != nil {
		t.Fatal(name, err)
	}
	for i := range 2 {
		if off := apart(got[i*len(x):(i+1)*len(x)], r[name]); !(off <= tolerances.Of("maps").Value) {
			t.Errorf("%s, %s, input %d: off by %g of the largest element", name, in.Layout, i, off)
		}
	}
}

func channelsFirst(values []float64, channels int) []float64 {
	turned := make([]float64, len(values))
	for i, v := range values {
		turned[i%channels*(len(values)/channels)+i/channels] = v
	}
	return turned
}

// apart is the largest difference, relative to the largest expected element.
func apart(got []float32, want []float64) float64 {
	most, largest := 0.0, 0.0
	for i, w := range want {
		most, largest = max(most, math.Abs(float64(got[i])-w)), max(largest, math.Abs(w))
	}
	return most / largest
}
