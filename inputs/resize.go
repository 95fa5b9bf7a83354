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
	// Squash takes the whole image, and gives it the network's proportions.
	Squash Resize = "squash"
	// Pad takes the whole image, keeps its proportions, and fills up with black, as
	// tf.image.resize_with_pad does.
	Pad Resize = "pad"
)

// resizes are all of them.
var resizes = []Resize{Crop, Squash, Pad}

// ResizeNames lists their names.
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

// A placement says which part of an image, in its pixels from the upper left corner,
// is resized to which part of the network's input. What is left of that is black.
type placement struct{ from, to image.Rectangle }

// place is where an image of a size goes in an input of height x width.
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

// proportional is the largest size within another that is height to width.
func proportional(within image.Point, height, width int) image.Point {
	if within.Y*width > within.X*height {
		return image.Pt(within.X, max(1, within.X*height/width))
	}
	return image.Pt(max(1, within.Y*width/height), within.Y)
}

// padded is where an image goes when it is scaled to fit: with TensorFlow's
// arithmetic, whose float32 loses a row or column of some sizes.
func padded(within, size image.Point) image.Rectangle {
	ratio := max(float32(size.X)/float32(within.X), float32(size.Y)/float32(within.Y))
	width, height := float32(size.X)/ratio, float32(size.Y)/ratio
	at := image.Pt(int(max(0, (float32(within.X)-width)/2)), int(max(0, (float32(within.Y)-height)/2)))
	return image.Rectangle{Min: at, Max: at.Add(image.Pt(max(1, int(width)), max(1, int(height))))}
}

// Fit makes an image the network's size: bilinear, half-pixel centres, clamped
// edges, no antialiasing, rounded half to even; as the original experiment did.
func (r Resize) Fit(img image.Image, height, width int) *image.NRGBA {
	out := image.NewNRGBA(image.Rect(0, 0, width, height))
	p := r.place(img.Bounds().Size(), height, width)
	if p.to != out.Rect {
		draw.Draw(out, out.Rect, image.Black, image.Point{}, draw.Src)
	}
	resample(out, p.to, img, p.from.Add(img.Bounds().Min))
	return out
}
