package inputs

import (
	"fmt"
	"image"
	"image/color"
	"testing"
)

// TestFit compares with the images of the original Python code.
func TestFit(t *testing.T) {
	for _, photo := range []string{"chelsea", "coffee"} {
		for _, size := range []int{224, 227} {
			got := Crop.Fit(readPhoto(t, photo+".png"), size, size)
			want := readPhoto(t, fmt.Sprintf("%s_%d.png", photo, size))
			if got.Bounds() != want.Bounds() {
				t.Fatalf("%s at %d is %v, want %v", photo, size, got.Bounds(), want.Bounds())
			}
			if n := differences(got, want); n > 0 {
				t.Errorf("%s at %d: %d pixels differ", photo, size, n)
			}
		}
	}
}

func differences(a, b image.Image) (n int) {
	box := a.Bounds()
	for i := range box.Dx() * box.Dy() {
		at := box.Min.Add(image.Pt(i%box.Dx(), i/box.Dx()))
		if color.NRGBAModel.Convert(a.At(at.X, at.Y)) != color.NRGBAModel.Convert(b.At(at.X, at.Y)) {
			n++
		}
	}
	return n
}
