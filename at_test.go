package tfreeze_test

import (
	"context"
	"os"
	"reflect"
	"slices"
	"testing"

	"tfreeze"
	"tfreeze/methods"
)

// TestAt: an input that is held has the maps that Explain makes of it, at any percentile.
func TestAt(t *testing.T) {
	m := openTiny(t, tfreeze.ModelOptions{})
	content, err := os.ReadFile(picture)
	if err != nil {
		t.Fatal(err)
	}
	at, err := m.At(context.Background(), tfreeze.Encoded(content))
	if err != nil {
		t.Fatal(err)
	}
	for _, percentile := range []float64{30, 80} {
		o := tfreeze.ExplainOptions{Methods: []string{"grad", "integrated_gradients"}, Options: methods.With(methods.Steps.Is(4), methods.Percentile.Is(percentile))}
		got, err := at.Explain(context.Background(), o)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range explained(t, m, tfreeze.File(picture), o).Maps {
			if a, _ := got.Map(want.Method, want.Variant); !slices.Equal(a.Values, want.Values) {
				t.Errorf("%s, %s at percentile %v differs", want.Method, want.Variant, percentile)
			}
		}
	}
}

// TestEncoded: what a request sends is turned upright as a file is; what is no image is
// an error.
func TestEncoded(t *testing.T) {
	m := openTiny(t, tfreeze.ModelOptions{})
	for _, path := range []string{"testdata/pictures/turned_6.jpg", picture} {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		o := tfreeze.ExplainOptions{Methods: []string{"grad"}}
		file, sent := explained(t, m, tfreeze.File(path), o), explained(t, m, tfreeze.Encoded(content), o)
		if !slices.Equal(file.Shape, sent.Shape) || !slices.Equal(file.Maps[0].Values, sent.Maps[0].Values) {
			t.Errorf("%s: the map of what was sent differs from the file's", path)
		}
	}
	_, err := m.Explain(context.Background(), tfreeze.Encoded("GIF89a"), tfreeze.ExplainOptions{})
	if err == nil {
		t.Error("half a GIF is explained")
	}
}

// TestAtLayers: a kept run tells the layers at any percentile.
func TestAtLayers(t *testing.T) {
	m := openTiny(t, tfreeze.ModelOptions{})
	at, err := m.At(context.Background(), tfreeze.File(picture))
	if err != nil {
		t.Fatal(err)
	}
	want := explained(t, m, tfreeze.File(picture), tfreeze.ExplainOptions{Methods: []string{"grad"}, Options: methods.With(methods.Percentile.Is(37.5))})
	if got, err := at.Layers(37.5); err != nil || len(got) == 0 || !reflect.DeepEqual(got, want.Layers) {
		t.Errorf("%v, %v, want %v", got, err, want.Layers)
	}
	if at.Bytes() < 1000 {
		t.Errorf("%d bytes", at.Bytes())
	}
}
