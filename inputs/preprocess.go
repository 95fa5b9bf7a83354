package inputs

import (
	"image"

	"tfreeze/savedmodels"
)

// Preprocess turns a fitted image into a network's input, [height, width, 3].
func Preprocess(img *image.NRGBA, r savedmodels.Recipe) []float32 {
	b := img.Bounds()
	x := make([]float32, 0, 3*b.Dx()*b.Dy())
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for px := b.Min.X; px < b.Max.X; px++ {
			p := rgb(img, px, y)
			if r.BGR {
				p[0], p[2] = p[2], p[0]
			}
			for c, v := range p {
				x = append(x, normalise(v, c, r))
			}
		}
	}
	return x
}

// normalise works in float32, as the original code does on float32 arrays. Inputs are
// therefore equal to the bit if the recipe only subtracts.
func normalise(v float64, c int, r savedmodels.Recipe) float32 {
	scaled := float32(v)
	if r.Scale != 1 {
		scaled = float32(v * r.Scale)
	}
	return (scaled - float32(r.Mean[c])) / float32(r.Std[c])
}
