package inputs

import (
	"image"
	"image/color"
	"math"

	"tfreeze/savedmodels"
)

// picture shows an array [H,W,3] or [H,W,1] as an image. It undoes the recipe; without
// a recipe, it maps the range of the values to 0..255. For other shapes it returns nil.
func picture(shape []int64, x []float32, r *savedmodels.Recipe) image.Image {
	if len(shape) != 3 || shape[2] != 3 && shape[2] != 1 {
		return nil
	}
	height, width, channels := int(shape[0]), int(shape[1]), int(shape[2])
	undo := spread(x)
	if r != nil && channels == 3 {
		undo = func(v float32, c int) float64 {
			return (float64(v)*r.Std[c] + r.Mean[c]) / r.Scale
		}
	}
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for i := range height * width {
		var p [3]uint8
		for c := range 3 {
			from := min(c, channels-1)
			if r != nil && r.BGR && channels == 3 {
				from = 2 - c
			}
			p[c] = uint8(min(max(math.RoundToEven(undo(x[i*channels+from], from)), 0), 255))
		}
		img.SetNRGBA(i%width, i/width, color.NRGBA{p[0], p[1], p[2], 255})
	}
	return img
}

func spread(x []float32) func(float32, int) float64 {
	low, high := float32(math.Inf(1)), float32(math.Inf(-1))
	for _, v := range x {
		low, high = min(low, v), max(high, v)
	}
	return func(v float32, _ int) float64 {
		if high <= low {
			return 0
		}
		return 255 * float64(v-low) / float64(high-low)
	}
}
