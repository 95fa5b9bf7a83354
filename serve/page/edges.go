package page

import (
	"image"
	"image/color"
	"math"
	"net/http"

	"tfreeze/internal/gaussian"
)

// edgeSD is the standard deviation of the blur, in pixels. It is small, so that what is
// left are the edges.
const edgeSD = 2

// edges sends the control: abs(x - blur x) of the picture. No network has a part in it. A
// map that looks like it shows the picture more than what the network sees in it.
func (h *handler) edges(w http.ResponseWriter, r *http.Request, s *session) error {
	if fresh(w, r, "edges") {
		return nil
	}
	size := s.result.Picture.Bounds().Size()
	sums := edgesOf(s.result.Picture)
	return Planes{Height: size.Y, Width: size.X, Signed: sums, Absolute: sums}.write(w)
}

// edgesOf sums abs(x - blur x) over red, green and blue, each in 0..1.
func edgesOf(img image.Image) []float32 {
	size := img.Bounds().Size()
	sums, kernel := make([]float32, size.X*size.Y), gaussian.Kernel(edgeSD)
	for _, x := range channels(img) {
		blurred := append([]float64(nil), x...)
		for row := range size.Y {
			gaussian.Blur(blurred[row*size.X:], size.X, 1, kernel, gaussian.Mirror)
		}
		for column := range size.X {
			gaussian.Blur(blurred[column:], size.Y, size.X, kernel, gaussian.Mirror)
		}
		for i, v := range x {
			sums[i] += float32(math.Abs(v - blurred[i]))
		}
	}
	return sums
}

// channels are the red, green and blue of a picture, in 0..1.
func channels(img image.Image) [3][]float64 {
	var all [3][]float64
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
			for i, v := range [3]uint8{c.R, c.G, c.B} {
				all[i] = append(all[i], float64(v)/255)
			}
		}
	}
	return all
}
