package inputs

import "cmp"

// A Fitting says how an image becomes as large as the network takes it.
type Fitting struct {
	// Size is for networks that leave it open; the zero value is what the recipe says,
	// or the image's own.
	Size Size
	// Resize is for images of other proportions; empty is Crop.
	Resize Resize
	// AsStored takes images as they are stored, and does not turn them upright by
	// their EXIF orientation.
	AsStored bool
}

func (f Fitting) how() Resize { return cmp.Or(f.Resize, Crop) }
