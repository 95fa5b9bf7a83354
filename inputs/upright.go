package inputs

import (
	"image"
	"image/color"
)

// upright turns a stored picture upright.
func (o Orientation) upright(stored image.Image) image.Image {
	if o <= Stored || o > 8 {
		return stored
	}
	return &turned{stored, o}
}

// size returns the size of the upright picture.
func (o Orientation) size(stored image.Point) image.Point {
	if o >= 5 && o <= 8 { // rows and columns change places
		return image.Pt(stored.Y, stored.X)
	}
	return stored
}

// turned shows a stored picture upright, with its corner at 0,0.
type turned struct {
	image.Image
	orientation Orientation
}

func (t *turned) Bounds() image.Rectangle {
	return image.Rectangle{Max: t.orientation.size(t.Image.Bounds().Size())}
}

func (t *turned) At(x, y int) color.Color {
	x, y = t.stored(x, y)
	return t.Image.At(x, y)
}

// stored returns where a pixel of the upright picture is stored. EXIF names the sides
// of the upright picture where the stored first row and first column are: 6 is right
// and top.
func (t *turned) stored(x, y int) (int, int) {
	b := t.Image.Bounds()
	right, bottom := b.Dx()-1, b.Dy()-1
	switch t.orientation {
	case 2: // top, right
		x = right - x
	case 3: // bottom, right
		x, y = right-x, bottom-y
	case 4: // bottom, left
		y = bottom - y
	case 5: // left, top
		x, y = y, x
	case 6: // right, top
		x, y = y, bottom-x
	case 7: // right, bottom
		x, y = right-y, bottom-x
	case 8: // left, bottom
		x, y = right-y, x
	}
	return b.Min.X + x, b.Min.Y + y
}
