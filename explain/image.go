package explain

import (
	"fmt"
	"image"
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"
	"io"
	"math"

	_ "golang.org/x/image/bmp"
	_ "golang.org/x/image/webp"

	"tfreeze/savedmodels"
)

// maxPixels bounds a decoded image: its header alone decides how much memory
// decoding takes.
const maxPixels = 1 << 28

// ImageSize reads the size of an image, in pixels, from its header. It refuses
// what DecodeImage would refuse for it.
func ImageSize(r io.Reader) (image.Point, error) {
	size, _, err := header(r)
	return size, err
}

func header(r io.Reader) (size image.Point, format string, err error) {
	config, format, err := image.DecodeConfig(r)
	if err != nil {
		return size, "", fmt.Errorf("it is not a PNG, JPEG, GIF, BMP or WebP image: %w", err)
	}
	if int64(config.Width)*int64(config.Height) > maxPixels {
		return size, "", fmt.Errorf("an image of %d x %d pixels is too large", config.Width, config.Height)
	}
	if config.Width < 1 || config.Height < 1 {
		return size, "", fmt.Errorf("the %s image has no pixels", format)
	}
	return image.Point{X: config.Width, Y: config.Height}, format, nil
}

// DecodeImage reads a PNG, JPEG, GIF (its first frame), BMP or WebP.
func DecodeImage(r io.ReadSeeker) (image.Image, error) {
	_, format, err := header(r)
	if err != nil {
		return nil, err
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	img, _, err := image.Decode(r)
	if err != nil {
		return nil, fmt.Errorf("the %s image is damaged: %w", format, err)
	}
	if img.Bounds().Empty() {
		return nil, fmt.Errorf("the %s image has no pixels", format)
	}
	return img, nil
}

// Fit cuts the largest centred rectangle of the target's proportions out of an
// image and resizes it: bilinear, half-pixel centres, clamped edges, no
// antialiasing, rounded half to even; as the original experiment did.
func Fit(img image.Image, height, width int) *image.NRGBA {
	b := img.Bounds()
	h, w := b.Dy(), b.Dx()
	if h*width > w*height {
		h = max(1, w*height/width)
	} else {
		w = max(1, h*width/height)
	}
	top, left := b.Min.Y+(b.Dy()-h)/2, b.Min.X+(b.Dx()-w)/2
	out := image.NewNRGBA(image.Rect(0, 0, width, height))
	rows, columns := taps(h, height), taps(w, width)
	for y, r := range rows {
		for x, c := range columns {
			p00, p01 := rgb(img, left+c.low, top+r.low), rgb(img, left+c.high, top+r.low)
			p10, p11 := rgb(img, left+c.low, top+r.high), rgb(img, left+c.high, top+r.high)
			at := out.PixOffset(x, y)
			for k := range 3 {
				left, right := mix(p00[k], p10[k], r.t), mix(p01[k], p11[k], r.t)
				out.Pix[at+k] = uint8(math.RoundToEven(mix(left, right, c.t)))
			}
			out.Pix[at+3] = 255
		}
	}
	return out
}

// mix goes t of the way from a to b. The conversions keep processors that can
// from fusing the operations, which would round some pixels the other way.
func mix(a, b, t float64) float64 { return float64(a*(1-t)) + float64(b*t) }

// A tap is where a resized pixel lies: between low and high, t of the way.
type tap struct {
	low, high int
	t         float64
}

func taps(from, to int) []tap {
	all := make([]tap, to)
	for i := range all {
		at := (float64(i)+0.5)*float64(from)/float64(to) - 0.5
		at = min(max(at, 0), float64(from-1))
		low := int(at)
		all[i] = tap{low, min(low+1, from-1), at - float64(low)}
	}
	return all
}

// rgb is a pixel in 0..255, transparency left out.
func rgb(img image.Image, x, y int) [3]float64 {
	switch img := img.(type) {
	case *image.NRGBA:
		i := img.PixOffset(x, y)
		return [3]float64{float64(img.Pix[i]), float64(img.Pix[i+1]), float64(img.Pix[i+2])}
	case *image.RGBA:
		i := img.PixOffset(x, y)
		return [3]float64{float64(img.Pix[i]), float64(img.Pix[i+1]), float64(img.Pix[i+2])}
	}
	r, g, b, _ := img.At(x, y).RGBA()
	return [3]float64{float64(r >> 8), float64(g >> 8), float64(b >> 8)}
}

// Preprocess makes a network's input, [height, width, 3], of a fitted image.
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

// normalise works in float32, as the original code does on float32 arrays, so
// that inputs agree bit for bit where the recipe only subtracts.
func normalise(v float64, c int, r savedmodels.Recipe) float32 {
	scaled := float32(v)
	if r.Scale != 1 {
		scaled = float32(v * r.Scale)
	}
	return (scaled - float32(r.Mean[c])) / float32(r.Std[c])
}
