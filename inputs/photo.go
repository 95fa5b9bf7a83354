package inputs

import (
	"fmt"
	"image"
	"math"
)

// A Photo is a picture as it was given, and where a map of the network's input lies on it.
type Photo struct {
	// Image is upright, in its own size.
	image.Image
	// Box is the part of it that the network sees, in pixels from its upper left corner.
	// Part is the place of that part in a map, in the map's pixels.
	Box, Part image.Rectangle
}

// Photo decodes the picture of an input once more, in its own size, for a map of that
// size. It is nil if the input is no picture.
func (in *Input) Photo(height, width int) (*Photo, error) {
	if in.whole == nil || in.Image == nil {
		return nil, nil
	}
	img, err := in.whole()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", in.Path, err)
	}
	// The model's own preprocessing may have changed the size.
	scale := func(v, from, to int) int { return int(math.Round(float64(v) * float64(to) / float64(from))) }
	placed, box := in.Image.Placed, in.Image.Box
	part := image.Rect(scale(placed[0], in.fitted.X, width), scale(placed[1], in.fitted.Y, height), scale(placed[2], in.fitted.X, width), scale(placed[3], in.fitted.Y, height))
	return &Photo{img, image.Rect(box[0], box[1], box[2], box[3]), part}, nil
}
