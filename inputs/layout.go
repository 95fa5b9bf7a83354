package inputs

import gr "tfreeze/graphrewrite"

// Upright converts an image, or a map of one, from the given shape and layout to
// [H,W,C].
func Upright(shape []int64, x []float32, l gr.Layout) ([]int64, []float32) {
	if l != gr.ChannelsFirst {
		return shape, x
	}
	c, h, w := shape[0], shape[1], shape[2]
	turned := make([]float32, len(x))
	for i := range x {
		at := int64(i)
		turned[at%(h*w)*c+at/(h*w)] = x[i]
	}
	return []int64{h, w, c}, turned
}

// Laid converts an image [H,W,C] to a layout. It is the inverse of Upright.
func Laid(shape []int64, x []float32, l gr.Layout) ([]int64, []float32) {
	if l != gr.ChannelsFirst {
		return shape, x
	}
	h, w, c := shape[0], shape[1], shape[2]
	turned := make([]float32, len(x))
	for i := range x {
		at := int64(i)
		turned[at%c*h*w+at/c] = x[i]
	}
	return []int64{c, h, w}, turned
}

// standing returns the shape [H,W,C] of an image in a layout.
func standing(shape []int64, l gr.Layout) []int64 {
	if l != gr.ChannelsFirst {
		return shape
	}
	return []int64{shape[1], shape[2], shape[0]}
}
