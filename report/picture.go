package report

import (
	"image"
	"image/color"
	"math"
)

// Image draws the heatmap with one pixel for each element. In a signed heatmap, the
// difference of red and blue is the value, in 255 levels for each sign.
func (h Heatmap) Image() image.Image {
	bounds := image.Rect(0, 0, h.Width, h.Height)
	if !h.Signed && h.Colours == nil {
		img := image.NewGray(bounds)
		for i, v := range h.Data {
			img.Pix[i] = level(v)
		}
		return img
	}
	img := image.NewRGBA(bounds)
	for i, v := range h.Data {
		img.SetRGBA(i%h.Width, i/h.Width, h.colour(v))
	}
	return img
}

// colour is the colour of a value.
func (h Heatmap) colour(v float32) color.RGBA {
	switch {
	case h.Colours != nil:
		return h.Colours.At(v)
	case h.Signed:
		return diverging(v)
	}
	return color.RGBA{level(v), level(v), level(v), 255}
}

// diverging returns a colour: white at 0, red above and blue below.
func diverging(v float32) color.RGBA {
	if v < 0 {
		pale := 255 - level(-v)
		return color.RGBA{pale, pale, 255, 255}
	}
	pale := 255 - level(v)
	return color.RGBA{255, pale, pale, 255}
}

// level maps 0..1 to 256 levels.
func level(v float32) uint8 { return uint8(math.Round(float64(min(max(v, 0), 1)) * 255)) }
