package inputs

import (
	"image"
	"image/draw"
	"slices"

	"tfreeze/internal/nearest"
)

// A Resize says how an image of other proportions becomes the network's input.
type Resize string

const (
	// Crop cuts out the largest centred rectangle of the network's proportions.
	Crop Resize = "crop"
	// Squash stretches the whole image to the network's proportions.
	Squash Resize = "squash"
	// Pad keeps the whole image and its proportions, and fills the rest with black, as
	// tf.image.resize_with_pad does.
	Pad Resize = "pad"
)

// resizes lists all of them. The first is the default.
var resizes = []Resize{Crop, Squash, Pad}

// ResizeNames lists the names of all of them.
func ResizeNames() []string {
	names := make([]string, len(resizes))
	for i, r := range resizes {
		names[i] = string(r)
	}
	return names
}

// ParseResize finds a Resize by its name.
func ParseResize(name string) (Resize, error) {
	if r := Resize(name); slices.Contains(resizes, r) {
		return r, nil
	}
	return "", nearest.Unknown("way to resize", name, ResizeNames())
}

// A placement says which part of an image is resized to which part of the network's
// input, in pixels from the upper left corner. The rest of the input is black.
type placement struct{ from, to image.Rectangle }

// place returns the placement of an image of that size in an input of height x width.
func (r Resize) place(size image.Point, height, width int) placement {
	p := placement{image.Rectangle{Max: size}, image.Rect(0, 0, width, height)}
	switch r {
	case Crop:
		cut := proportional(size, height, width)
		p.from = image.Rectangle{Max: cut}.Add(size.Sub(cut).Div(2))
	case Pad:
		p.to = padded(p.to.Size(), size)
	}
	return p
}

// proportional returns the largest size within another that has the proportions height
// to width.
func proportional(within image.Point, height, width int) image.Point {
	if within.Y*width > within.X*height {
		return image.Pt(within.X, max(1, within.X*height/width))
	}
	return image.Pt(max(1, within.Y*width/height), within.Y)
}

// padded returns the place of an image that is scaled to fit. It uses TensorFlow's
// arithmetic, whose float32 loses a row or column for some sizes.
func padded(within, size image.Point) image.Rectangle {
	ratio := max(float32(size.X)/float32(within.X), float32(size.Y)/float32(within.Y))
	width, height := float32(size.X)/ratio, float32(size.Y)/ratio
	at := image.Pt(int(max(0, (float32(within.X)-width)/2)), int(max(0, (float32(within.Y)-height)/2)))
	return image.Rectangle{Min: at, Max: at.Add(image.Pt(max(1, int(width)), max(1, int(height))))}
}

// Fit brings an image to the network's size: bilinear, half-pixel centres, clamped
// edges, no antialiasing, rounded half to even, as in the original experiment.
func (r Resize) Fit(img image.Image, height, width int) *image.NRGBA {
	out := image.NewNRGBA(image.Rect(0, 0, width, height))
	p := r.place(img.Bounds().Size(), height, width)
	if p.to != out.Rect {
		draw.Draw(out, out.Rect, image.Black, image.Point{}, draw.Src)
	}
	resample(out, p.to, img, p.from.Add(img.Bounds().Min))
	return out
}
