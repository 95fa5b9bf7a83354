package methods

import (
	"fmt"
	"math"
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tolerances"
)

// TestParseReference: a reference is read as it is written.
func TestParseReference(t *testing.T) {
	for text, want := range map[string]Reference{
		"zero": {Name: Zero}, "black": {Name: Black}, "blur": {Name: Blur}, "blur:2.5": {Name: Blur, SD: 2.5}, "uniform:18446744073709551615": {Name: Uniform, Seed: math.MaxUint64},
	} {
		got, err := ParseReference(text)
		if err != nil || fmt.Sprint(got) != text || got.Name != want.Name || got.SD != want.SD || got.Seed != want.Seed {
			t.Errorf("%s: %+v, error %v, want %+v", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"blakc":      `there is no baseline "blakc" (did you mean "black"?); there are zero, black, white, mean, blur, uniform`,
		"uniform":    "baseline uniform: give a seed, as in uniform:0",
		"uniform:-1": `baseline uniform:-1: "-1" is not a number that it takes`,
		"blur:x":     `baseline blur:x: "x" is not a number that it takes`,
		"blur:-1":    "baseline blur: the standard deviation -1 is not a positive number",
		"mean:1":     "baseline mean:1: mean takes no number",
	} {
		if _, err := ParseReference(text); fmt.Sprint(err) != want {
			t.Errorf("%s: error %v, want %s", text, err, want)
		}
	}
}

// TestReferencesJSON: what is written can be read, but for the elements of arrays.
func TestReferencesJSON(t *testing.T) {
	all := References{{Name: Black}, {Name: Given, Values: []float32{1}}, {Name: Uniform, Seed: 7}}
	raw, err := all.MarshalJSON()
	if err != nil || string(raw) != `"black,given,uniform:7"` {
		t.Errorf("%s, error %v", raw, err)
	}
	var read References
	if err := read.UnmarshalJSON(raw); err != nil || read.String() != all.String() {
		t.Errorf("read as %v, error %v", read, err)
	}
}

// TestReferences: each baseline is made for each input of a batch, in both layouts.
func TestReferences(t *testing.T) {
	r := readRecorded(t, "procedures")
	x := r.floats("x")
	twice := func(a []float32) []float32 {
		half := make([]float32, len(a))
		for i, v := range a {
			half[i] = v / 2
		}
		return append(append([]float32(nil), a...), half...)
	}
	for _, c := range []struct {
		text string
		name string
	}{{"mean", "baseline mean"}, {"blur:1.5", "baseline blur"}, {"blur:9", "baseline blur far"}} {
		ref, err := ParseReference(c.text)
		if err != nil {
			t.Fatal(err)
		}
		for _, in := range []Inputs{
			{Shape: []int64{7, 6, 3}, Layout: gr.ChannelsLast, X: twice(x)},
			{Shape: []int64{3, 7, 6}, Layout: gr.ChannelsFirst, X: twice(turnedFloats(r["x"]))},
		} {
			in.Size = len(x)
			want := r[c.name]
			if in.Layout == gr.ChannelsFirst {
				want = channelsFirst(want, 3)
			}
			got, err := ref.of(in)
			if err != nil {
				t.Fatal(err)
			}
			for i, scale := range []float32{1, 2} {
				one := append([]float32(nil), got[i*len(x):(i+1)*len(x)]...)
				for k := range one {
					one[k] *= scale
				}
				if off := apart(one, want); !(off <= tolerances.Of("maps").Value) {
					t.Errorf("%s, %s, input %d: off by %g of the largest element", c.text, in.Layout, i, off)
				}
			}
		}
	}
}

func turnedFloats(values []float64) []float32 {
	return recorded{"x": channelsFirst(values, 3)}.floats("x")
}

// TestFlatReferences: black, white and uniform need a picture's pixels.
func TestFlatReferences(t *testing.T) {
	in := Inputs{X: []float32{1, 2, 3, 4}, Size: 2, Shape: []int64{2, 1}}
	for _, name := range []string{Black, White, Uniform} {
		if _, err := (References{{Name: name}}).Arrays(in); err == nil {
			t.Errorf("%s of an array: no error", name)
		}
	}
	in.Flat = func(pixel uint8) ([]float32, error) { return []float32{float32(pixel), float32(pixel) - 100}, nil }
	in.Uniform = func(seed, k uint64, into []float32) error {
		copy(into, []float32{0.25, float32(seed+k) / 8})
		return nil
	}
	got, err := References{{Name: Black}, {Name: White}, {Name: Uniform, Seed: 4}, {Name: Given, Values: []float32{8, 9}}, {Name: Zero}}.Arrays(in)
	want := "[[0 -100 0 -100] [255 155 255 155] [63.75 27.5 63.75 27.5] [8 9 8 9] []]"
	if err != nil || fmt.Sprint(got) != want {
		t.Errorf("%v, error %v, want %s", got, err, want)
	}
	in.Flat = func(uint8) ([]float32, error) { return []float32{1}, nil }
	if _, err := (References{{Name: Black}}).Arrays(in); fmt.Sprint(err) != "baseline black: a picture of one colour has 1 elements, the input 2" {
		t.Error(err)
	}
}
