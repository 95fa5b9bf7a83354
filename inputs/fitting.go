package inputs

import "cmp"

// A Fitting says how an image is brought to the size of the network's input.
type Fitting struct {
	// Size is for networks that leave the size open. The zero value uses the recipe's
	// size, or the image's own.
	Size Size
	// Resize is for images of other proportions. Empty means Crop.
	Resize Resize
	// AsStored leaves images as they are stored, and ignores their EXIF orientation.
	AsStored bool
}

func (f Fitting) how() Resize { return cmp.Or(f.Resize, Crop) }
