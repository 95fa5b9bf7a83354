package tfreeze_test

import (
	"context"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"tfreeze"
	"tfreeze/inputs"
	"tfreeze/methods"
	"tfreeze/results"
	"tfreeze/savedmodels"
)

const (
	tiny    = "testdata/tiny/frozen.pb"
	picture = "testdata/pictures/gradient.png"
)

func openTiny(t *testing.T, o tfreeze.ModelOptions) *tfreeze.Model {
	t.Helper()
	o.Preprocess = "vgg"
	m, err := tfreeze.Open(context.Background(), tiny, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return m
}

func explained(t *testing.T, m *tfreeze.Model, in tfreeze.Input, o tfreeze.ExplainOptions) *tfreeze.Result {
	t.Helper()
	r, err := m.Explain(context.Background(), in, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestSameMaps: a file, the image in it, and its preprocessed array have the same maps
// as ExplainFiles writes, to the bit.
func TestSameMaps(t *testing.T) {
	m := openTiny(t, tfreeze.ModelOptions{})
	o := tfreeze.ExplainOptions{Options: methods.With(methods.Steps.Is(4), methods.Samples.Is(3), methods.Seed.Is(7))}
	dir := filepath.Join(t.TempDir(), "out")
	if _, err := m.ExplainFiles(context.Background(), []string{picture}, dir, tfreeze.FilesOptions{ExplainOptions: o}); err != nil {
		t.Fatal(err)
	}
	record, err := results.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	photo := decoded(t, picture)
	for _, in := range []tfreeze.Input{tfreeze.File(picture), tfreeze.Image{Image: photo}, preprocessed(t, photo)} {
		r := explained(t, m, in, o)
		if len(r.Maps) != 12 || len(record.Inputs[0].Attributions) != 12 {
			t.Fatalf("%T: %d maps, %d were written", in, len(r.Maps), len(record.Inputs[0].Attributions))
		}
		for _, a := range record.Inputs[0].Attributions {
			want, err := results.ReadMap(dir, &record.Inputs[0], &a)
			if err != nil {
				t.Fatal(err)
			}
			if got, _ := r.Map(a.Method, a.Variant); !slices.Equal(got.Values, want) {
				t.Errorf("%T: %s, %s differs from the map that was written", in, a.Method, a.Variant)
			}
		}
	}
}

func decoded(t *testing.T, path string) image.Image {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// TestOptions: every option has an effect. An explicit 0 differs from the default.
func TestOptions(t *testing.T) {
	m := openTiny(t, tfreeze.ModelOptions{Methods: []string{"grad", "smoothgrad"}})
	in := tfreeze.File(picture)
	for name, o := range map[string]tfreeze.ExplainOptions{
		"percentile 0": {Methods: []string{"grad"}, Options: methods.With(methods.Percentile.Is(0))},
		"stdev 0":      {Methods: []string{"smoothgrad"}, Options: methods.With(methods.Stdev.Is(0))},
		"signed":       {Methods: []string{"smoothgrad"}, Options: methods.With(methods.Signed.Is(true))},
		"class 2":      {Methods: []string{"grad"}, Target: tfreeze.Class(2)},
	} {
		usual := explained(t, m, in, tfreeze.ExplainOptions{Methods: o.Methods})
		got := explained(t, m, in, o)
		if slices.Equal(got.Maps[1].Values, usual.Maps[1].Values) {
			t.Errorf("%s: the map is the usual one", name)
		}
	}
	zero := explained(t, m, in, tfreeze.ExplainOptions{Methods: []string{"grad"}, Options: methods.With(methods.Percentile.Is(0))})
	for _, l := range zero.Layers {
		if l.Selected != l.Positives {
			t.Errorf("%s: %d nodes pass the smallest of %d positive ones", l.Name, l.Selected, l.Positives)
		}
	}
}

// TestHeatmap draws the maps of images, and refuses other maps.
func TestHeatmap(t *testing.T) {
	m := openTiny(t, tfreeze.ModelOptions{Methods: []string{"grad"}})
	r := explained(t, m, tfreeze.File(picture), tfreeze.ExplainOptions{})
	for _, view := range []string{"", "grayscale", "diverging", "signed", "signed_mean"} {
		h, err := r.Maps[0].Heatmap(view)
		if err != nil || h.Bounds() != image.Rect(0, 0, 6, 6) {
			t.Errorf("%q: %v, error %v", view, h, err)
		}
	}
	if _, err := r.Figure("grey"); err == nil || err.Error() != `there is no view "grey"; there are grayscale, diverging, signed, signed_mean, heat, overlay, contour` {
		t.Errorf("error %v", err)
	}
	r.Maps[0].Shape = []int64{3, 6, 3, 2}
	if _, err := r.Maps[0].Heatmap(""); err == nil || err.Error() != "a map of shape [3,6,3,2] is not known to be of an image or a series" {
		t.Errorf("error %v", err)
	}
	r.Maps[0].Shape = []int64{18, 6}
	if h, err := r.Maps[0].Heatmap(""); err != nil || h.Bounds() != image.Rect(0, 0, 6, 18) {
		t.Errorf("the map of a picture [18,6] is %v, error %v", h, err)
	}
}

// preprocessed returns an image as the input of the tiny network.
func preprocessed(t *testing.T, img image.Image) tfreeze.Array {
	t.Helper()
	recipe, err := savedmodels.FindRecipe("vgg")
	if err != nil {
		t.Fatal(err)
	}
	return tfreeze.Array{Shape: []int64{6, 6, 3}, Values: inputs.Preprocess(inputs.Crop.Fit(img, 6, 6), recipe)}
}
