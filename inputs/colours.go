package inputs

import (
	"fmt"
	"image"
	"image/color"

	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels"
)

// colours says what a network takes of a pixel.
type colours int

const (
	rgbOnly colours = iota
	gray
	rgba
)

// channels is the number of a pixel's numbers.
func (c colours) channels() int64 {
	switch c {
	case gray:
		return 1
	case rgba:
		return 4
	}
	return 3
}

// coloursOf says which colours inputs of a shape have, [H,W] or [H,W,C]. Channels that
// are open are three.
func coloursOf(shape []int64) (colours, error) {
	switch {
	case len(shape) == 2:
		return gray, nil
	case len(shape) != 3:
	case shape[2] == 1:
		return gray, nil
	case shape[2] == 3 || shape[2] < 0:
		return rgbOnly, nil
	case shape[2] == 4:
		return rgba, nil
	}
	return rgbOnly, fmt.Errorf("the network's input %v is not an image of 1, 3 or 4 channels, nor [H,W]: give a .npy array", gr.Shape(shape))
}

// check refuses a recipe that treats the three colours differently, where there is one
// channel, or a fourth.
func (c colours) check(r *savedmodels.Recipe) error {
	same := r.Mean[0] == r.Mean[1] && r.Mean[1] == r.Mean[2] && r.Std[0] == r.Std[1] && r.Std[1] == r.Std[2]
	if c == rgbOnly || same && (c == gray || !r.BGR) {
		return nil
	}
	return fmt.Errorf("the preprocessing %q is for three channels, and the network takes %d: choose one that treats all channels alike, such as unit, inception or none", r.Name, c.channels())
}

// of is a picture as the network takes it: gray pictures are gray before they are
// resized.
func (c colours) of(img image.Image) image.Image {
	if c != gray || isGray(img) {
		return img
	}
	b := img.Bounds()
	grey := image.NewGray(image.Rect(0, 0, b.Dx(), b.Dy()))
	for y := range b.Dy() {
		for x := range b.Dx() {
			grey.SetGray(x, y, color.Gray{Y: luminance(rgb(img, b.Min.X+x, b.Min.Y+y))})
		}
	}
	return grey
}

func isGray(img image.Image) bool {
	if t, ok := img.(*turned); ok {
		img = t.Image
	}
	switch img.(type) {
	case *image.Gray, *image.Gray16:
		return true
	}
	return false
}

// luminance is that of ITU-R BT.601, 0.299 R + 0.587 G + 0.114 B, in the integers of
// Pillow's convert("L").
func luminance(p [3]float64) uint8 {
	r, g, b := uint32(p[0]), uint32(p[1]), uint32(p[2])
	return uint8((r*19595 + g*38470 + b*7471 + 0x8000) >> 16)
}

// alphaOf is the opacity of a picture, as a gray picture.
func alphaOf(img image.Image) *image.Gray {
	b := img.Bounds()
	alpha := image.NewGray(image.Rect(0, 0, b.Dx(), b.Dy()))
	for y := range b.Dy() {
		for x := range b.Dx() {
			_, _, _, a := img.At(b.Min.X+x, b.Min.Y+y).RGBA()
			alpha.SetGray(x, y, color.Gray{Y: uint8(a >> 8)})
		}
	}
	return alpha
}

// fit brings a picture to the network's size, with its opacity if the network takes that.
func (c colours) fit(how Resize, img image.Image, height, width int) *image.NRGBA {
	fitted := how.Fit(c.of(img), height, width)
	if c != rgba {
		return fitted
	}
	alpha := how.Fit(alphaOf(img), height, width)
	for i := 0; i < len(fitted.Pix); i += 4 {
		fitted.Pix[i+3] = alpha.Pix[i]
	}
	return fitted
}

// flat is the network's input for a picture [H,W,C] of one value, in a layout.
func (c colours) flat(pixel uint8, shape []int64, r savedmodels.Recipe, l gr.Layout) []float32 {
	img := image.NewNRGBA(image.Rect(0, 0, int(shape[1]), int(shape[0])))
	for i := range img.Pix {
		if img.Pix[i] = pixel; i%4 == 3 {
			img.Pix[i] = 255
		}
	}
	_, x := Laid(shape, c.preprocess(img, r), l)
	return x
}

// preprocess turns a fitted picture into a network's input, [height, width, channels].
func (c colours) preprocess(img *image.NRGBA, r savedmodels.Recipe) []float32 {
	if c == rgbOnly {
		return Preprocess(img, r)
	}
	var x []float32
	for i := 0; i < len(img.Pix); i += 4 {
		for k := range int(c.channels()) {
			x = append(x, normalise(float64(img.Pix[i+k]), 0, r))
		}
	}
	return x
}
