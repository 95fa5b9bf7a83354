package tfreeze_test

import (
	"testing"

	"tfreeze"
)

// TestOverlay: a map is drawn over what the network saw, in its size; where the map is
// black, the picture is in gray.
func TestOverlay(t *testing.T) {
	m := openTiny(t, tfreeze.ModelOptions{})
	r := explained(t, m, tfreeze.File(picture), tfreeze.ExplainOptions{Methods: []string{"grad"}})
	for _, view := range []string{"", "overlay", "contour"} {
		img, err := r.Overlay(r.Maps[0], view)
		if err != nil {
			t.Fatal(err)
		}
		if img.Bounds().Size() != r.Picture.Bounds().Size() {
			t.Errorf("view %q has size %v, the picture %v", view, img.Bounds(), r.Picture.Bounds())
		}
	}
	if _, err := r.Overlay(r.Maps[0], "grayscale"); err == nil {
		t.Error("a view without a photo is drawn over one")
	}
	r.Picture = nil
	if _, err := r.Overlay(r.Maps[0], ""); err == nil {
		t.Error("a map is drawn over no picture")
	}
}
