package methods

import (
	"math"
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tolerances"
)

// region is the image and the function that tools/procedures/regions.py recorded: the
// pixels / 64 - 2, and sum w tanh(v x).
func region(r recorded) (x []float32, f function) {
	for i, pixel := range r["pixels"] {
		x = append(x, float32(pixel/64-2))
		f.w = append(f.w, float32(math.Sin(float64(i))))
		f.v = append(f.v, float32(math.Cos(float64(i)/50)))
	}
	return x, f
}

// TestXRAI: the maps are those of saliency, for each input of a batch, and with channels
// first.
func TestXRAI(t *testing.T) {
	r := readRecorded(t, "regions")
	x, f := region(r)
	f.alone = true
	for _, c := range []struct {
		name string
		v    Values
	}{{Full, Values{}}, {Fast, With(Segments.Is(Fast))}, {"area 0.4", With(Area.Is(0.4))}, {"from blur 2", With(FromBlur.Is(2))}} {
		want := r["xrai "+c.name]
		for _, in := range []Inputs{
			{X: x, Shape: []int64{32, 40, 3}, Layout: gr.ChannelsLast},
			{X: turned(x, 3), Shape: []int64{3, 32, 40}, Layout: gr.ChannelsFirst},
		} {
			g := f
			if in.Layout == gr.ChannelsFirst {
				g.w, g.v = turned(f.w, 3), turned(f.v, 3)
			}
			in.Size = len(x)
			in.X = append(append([]float32(nil), in.X...), in.X...)
			got, err := xrai.Attribute(g, in, c.v.With(Steps.Is(6)))
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != 2*len(want) {
				t.Fatalf("%d values, want 2 x %d", len(got), len(want))
			}
			for i := range 2 {
				if off := apart(got[i*len(want):(i+1)*len(want)], want); !(off <= tolerances.Of("maps").Value) {
					t.Errorf("%s, %s, input %d: off by %g of the largest element", c.name, in.Layout, i, off)
				}
			}
		}
	}
}

func turned(values []float32, channels int) []float32 {
	turned := make([]float32, len(values))
	for i, v := range values {
		turned[i%channels*(len(values)/channels)+i/channels] = v
	}
	return turned
}

// TestRanked: by full ranking a segment counts for what it adds; by the fast one, for what
// it has. Small additions are left to the rest.
func TestRanked(t *testing.T) {
	span := func(from, to int) (pixels []int32) {
		for i := from; i < to; i++ {
			pixels = append(pixels, int32(i))
		}
		return pixels
	}
	of := make([]float64, 300)
	for i := range of {
		of[i] = map[bool]float64{true: 10, false: 1}[i < 100]
	}
	for i := 200; i < 300; i++ {
		of[i] = 3
	}
	// b has the mean 5.5 and shares its best part with a; c has 3; d adds 40 pixels.
	a, b, c, d := span(0, 100), span(0, 200), span(200, 260), span(220, 300)
	both := [][]int32{b, c, a, d}
	full, fast := ranked(of, both, 1), rankedOnce(of, both)
	for i, want := range map[int][2]float32{50: {10, 10}, 150: {1, 1}, 230: {3, 3}, 299: {3, 3}} {
		if got := [2]float32{full[i], fast[i]}; got != want {
			t.Errorf("pixel %d: %v, want %v", i, got, want)
		}
	}
	// Once b is taken whole, a adds nothing.
	of[150] = 5000
	full, fast = ranked(of, [][]int32{a, b}, 1), rankedOnce(of, [][]int32{a, b})
	if full[0] != fast[0] || full[0] != full[199] || full[250] != 3 {
		t.Errorf("full %v %v %v, fast %v", full[0], full[199], full[250], fast[0])
	}
}

// TestXRAISteps: a single step stands at the baselines, and a series is no image.
func TestXRAISteps(t *testing.T) {
	f := function{w: make([]float32, 6), v: make([]float32, 6), alone: true}
	in := Inputs{X: make([]float32, 12), Size: 6, Shape: []int64{2, 3}}
	if got, err := xrai.Attribute(f, in, With(Steps.Is(1))); err != nil || len(got) != 12 {
		t.Errorf("%v, error %v", got, err)
	}
	in.Shape = []int64{6}
	if _, err := xrai.Attribute(f, in, Values{}); err == nil || err.Error() != "the inputs have shape [6], which is no image" {
		t.Errorf("error %v", err)
	}
}
