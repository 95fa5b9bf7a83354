// Package segments divides images into the segments that XRAI ranks: Felzenszwalb's, at
// six scales, as PAIR-code/saliency has them of scikit-image.
//
// The image is first brought to -1..1 and to 224 x 224 pixels, so that a scale means the
// same for every network. The segments are brought back to the image's size and dilated,
// so that each has its edges within it. Segments therefore overlap.
package segments

// These are the numbers of PAIR-code/saliency.
var scales = []float64{50, 100, 150, 250, 500, 1200}

const (
	side    = 224
	sigma   = 0.8
	minSize = 150
	radius  = 5
)

// An Image is a picture of any number of channels. Data is in C order, [H,W,C].
type Image struct {
	Height, Width, Channels int
	Data                    []float32
}

// Of divides an image into the segments of all scales, one scale after the other. A
// segment lists its pixels, y Width + x, in increasing order. It may be empty in an image
// of fewer pixels than 224 x 224.
func Of(im Image) [][]int32 {
	var all [][]int32
	small := im.spread().Resize(side, side)
	for _, labels := range Felzenszwalb(small, sigma, minSize, scales...) {
		all = append(all, labels.resize(im.Height, im.Width).dilated(radius)...)
	}
	return all
}

// spread maps the image's range to -1..1. An image of one value becomes 0.
func (im Image) spread() Image {
	low, high := im.span()
	data := make([]float32, len(im.Data))
	for i, v := range im.Data {
		if high > low {
			share := (v - low) / (high - low)
			data[i] = float32(share*2) - 1
		}
	}
	im.Data = data
	return im
}

func (im Image) span() (low, high float32) {
	low, high = im.Data[0], im.Data[0]
	for _, v := range im.Data {
		low, high = min(low, v), max(high, v)
	}
	return low, high
}
