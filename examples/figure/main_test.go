package main

import (
	"context"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tfreeze"
	"tfreeze/methods"
	"tfreeze/results"
)

// TestMain sets what main does, as the command does.
func TestMain(m *testing.M) {
	setProcess()
	os.Exit(m.Run())
}

// What make examples puts there: the model, and the maps of the command.
const (
	model   = "../../out/examples/squeezenet"
	written = "../../out/examples/maps"
	photo   = "../../testdata/photos/chelsea.png"
)

func TestFigure(t *testing.T) {
	path := filepath.Join(t.TempDir(), "figure.png")
	var out strings.Builder
	if err := run(context.Background(), []string{model, photo, path}, &out); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(out.String(), "class 285 Egyptian cat, score 33.") || strings.Count(out.String(), " nodes pass in ") != 25 {
		t.Errorf("it says %q", out.String())
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	// Two methods beside the picture, in two rows.
	img, err := png.DecodeConfig(f)
	if err != nil || img.Width < 3*227 || img.Height < 2*227 {
		t.Errorf("%d x %d pixels, error %v", img.Width, img.Height, err)
	}
}

// TestSameMaps: the program's maps are those that the command wrote, to the bit.
func TestSameMaps(t *testing.T) {
	record, err := results.Read(written)
	if err != nil {
		t.Fatalf("%v: run make examples", err)
	}
	ctx := context.Background()
	chosen := []string{"guided_backprop", "integrated_gradients", "smoothgrad"}
	m, err := tfreeze.Open(ctx, model, tfreeze.ModelOptions{Methods: chosen})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	r, err := m.Explain(ctx, tfreeze.File(photo), tfreeze.ExplainOptions{
		Variants: []tfreeze.Variant{tfreeze.Threshold, tfreeze.Mask}, Target: "beagle",
		Options: methods.With(methods.Percentile.Is(70), methods.Steps.Is(4), methods.Samples.Is(3), methods.Seed.Is(7)),
	})
	if err != nil {
		t.Fatal(err)
	}
	in := &record.Inputs[0]
	if len(r.Maps) != 6 || len(in.Attributions) != 6 {
		t.Fatalf("%d maps, and the command's %d", len(r.Maps), len(in.Attributions))
	}
	for _, a := range in.Attributions {
		want, err := results.ReadMap(written, in, &a)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := r.Map(a.Method, a.Variant); !ok || !slices.Equal(got.Values, want) {
			t.Errorf("%s, %s: another map than the command's", a.Method, a.Variant)
		}
	}
}
