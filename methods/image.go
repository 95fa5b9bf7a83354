package methods

import (
	"fmt"

	gr "tfreeze/graphrewrite"
)

// An image says where the pixels of an input are.
type image struct {
	height, width, channels int
	// down, right and deep are the distances between neighbours, in elements.
	down, right, deep int
}

// image finds the pixels of inputs that have height and width: [H,W], or three
// dimensions in the network's layout. A series is an image of one column.
func (in Inputs) image() (image, error) {
	shape := in.Shape
	switch len(shape) {
	case 1:
		return image{height: int(shape[0]), width: 1, channels: 1, down: 1}, nil
	case 2:
		return image{height: int(shape[0]), width: int(shape[1]), channels: 1, down: int(shape[1]), right: 1}, nil
	case 3:
		layout := in.Layout.Of(shape)
		if layout == "" {
			return image{}, fmt.Errorf("the inputs have shape %v: which of the dimensions are height and width is unknown", gr.Shape(shape))
		}
		y, x, c := layout.Sides()
		apart := []int{int(shape[1] * shape[2]), int(shape[2]), 1}
		return image{int(shape[y]), int(shape[x]), int(shape[c]), apart[y], apart[x], apart[c]}, nil
	}
	return image{}, fmt.Errorf("the inputs have shape %v, which is no image", gr.Shape(shape))
}

// channel is that of an element.
func (of image) channel(i int) int {
	if of.channels == 1 {
		return 0
	}
	return i / of.deep % of.channels
}
