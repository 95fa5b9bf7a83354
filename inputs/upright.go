package inputs

import (
	"image"
	"image/color"
)

// upright turns a stored picture; its size is then that of the upright one.
func (o Orientation) upright(stored image.Image) image.Image {
	if o <= Stored || o > 8 {
		return stored
	}
	return &turned{stored, o}
}

// size is that of the upright picture.
func (o Orientation) size(stored image.Point) image.Point {
	if o >= 5 && o <= 8 { // rows and columns change places
		return image.Pt(stored.Y, stored.X)
	}
	return stored
}

// turned is an upright picture, at 0,0, over a stored one.
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

// stored is where a pixel of the upright picture is stored. EXIF names the sides
// on which the stored first row and first column are: 6, right and top.
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
