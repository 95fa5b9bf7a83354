package inputs

import (
	"image"
	"testing"

	"tfreeze/savedmodels"
)

// TestPhoto: a photo is upright and whole, and a map lies where the network saw it.
func TestPhoto(t *testing.T) {
	recipe, err := savedmodels.FindRecipe("unit")
	if err != nil {
		t.Fatal(err)
	}
	_, upright := readPicture(t, "turned_1.png")
	for _, c := range []struct {
		how       Resize
		box, part image.Rectangle
	}{
		{Crop, image.Rect(4, 0, 16, 12), image.Rect(0, 0, 6, 6)},
		{Squash, image.Rect(0, 0, 20, 12), image.Rect(0, 0, 6, 6)},
		{Pad, image.Rect(0, 0, 20, 12), image.Rect(0, 1, 6, 4)},
	} {
		r := Reader{Shape: []int64{6, 6, 3}, Recipe: &recipe, Fitting: Fitting{Resize: c.how}}
		all, bad, err := r.Files([]string{pictures + "turned_6.png"})
		if err != nil || bad != nil {
			t.Fatal(err, bad)
		}
		p, err := all[0].Photo(6, 6)
		if err != nil || p.Bounds().Size() != image.Pt(20, 12) || p.Box != c.box || p.Part != c.part {
			t.Fatalf("%s: %+v, error %v", c.how, p, err)
		}
		for _, at := range []image.Point{{0, 0}, {19, 0}, {3, 11}} {
			if got, want := p.At(at.X, at.Y), upright.At(at.X, at.Y); got != want {
				t.Errorf("%s: at %v it is %v, want %v", c.how, at, got, want)
			}
		}
		// A map of half the size lies on the same part.
		if p, err = all[0].Photo(12, 12); err != nil || p.Part != (image.Rectangle{Min: c.part.Min.Mul(2), Max: c.part.Max.Mul(2)}) {
			t.Errorf("%s: twice as large it lies at %v, error %v", c.how, p.Part, err)
		}
	}
	if p, err := (&Input{}).Photo(6, 6); p != nil || err != nil {
		t.Errorf("an array has a photo: %+v, error %v", p, err)
	}
}
