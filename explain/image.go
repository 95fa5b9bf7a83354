package explain

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	_ "image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"math"

	"golang.org/x/image/bmp"
	_ "golang.org/x/image/webp"

	"tfreeze/savedmodels"
)

// maxPixels bounds a decoded image: its header alone decides how much memory
// decoding takes.
const maxPixels = 1 << 28

// A Header is what a file says of the image in it before that is decoded.
type Header struct {
	// Format is png, jpeg, gif, bmp or webp.
	Format string
	// Size is that of the stored picture, in pixels.
	Size image.Point
	// Orientation turns the stored picture upright.
	Orientation Orientation
	// Animated is set if there are more frames than the first.
	Animated bool
}

// ReadHeader reads the header of an image. It refuses what DecodeImage would
// refuse for it.
func ReadHeader(r io.ReadSeeker) (Header, error) {
	h, err := header(r)
	if err != nil {
		return h, err
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return h, err
	}
	h.Orientation = readOrientation(r, h.Format)
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return h, err
	}
	h.Animated = animated(r, h.Format)
	return h, nil
}

func header(r io.Reader) (Header, error) {
	b := bufio.NewReader(r)
	if start, _ := b.Peek(webpFlags + 1); animatedWebP(start) {
		return Header{}, errors.New("an animated WebP is not read: save its first frame as a PNG")
	}
	config, format, err := image.DecodeConfig(b)
	h := Header{Format: format, Size: image.Point{X: config.Width, Y: config.Height}}
	switch {
	case errors.Is(err, image.ErrFormat):
		return h, errors.New("it is not a PNG, JPEG, GIF, BMP or WebP image")
	case err != nil:
		return h, undecodable(format, err)
	case int64(config.Width)*int64(config.Height) > maxPixels:
		return h, fmt.Errorf("an image of %d x %d pixels is too large: at most %d million are read", config.Width, config.Height, maxPixels/1000000)
	case config.Width < 1 || config.Height < 1:
		return h, fmt.Errorf("the %s image has no pixels", format)
	}
	return h, nil
}

// DecodeImage reads a PNG, JPEG, GIF, BMP or WebP, as it is stored, and the first
// frame of an animated PNG or GIF.
func DecodeImage(r io.ReadSeeker) (image.Image, error) {
	h, err := header(r)
	if err != nil {
		return nil, err
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	img, _, err := image.Decode(r)
	if err != nil {
		return nil, undecodable(h.Format, err)
	}
	if img.Bounds().Empty() {
		return nil, fmt.Errorf("the %s image has no pixels", h.Format)
	}
	return onCanvas(img, h.Size), nil
}

// undecodable tells pictures of kinds that the decoders do not know from damaged ones.
func undecodable(format string, err error) error {
	var j jpeg.UnsupportedError
	var p png.UnsupportedError
	if errors.As(err, &j) || errors.As(err, &p) || errors.Is(err, bmp.ErrUnsupported) {
		return fmt.Errorf("the %s image is of a kind that is not read: %w: save it again as a PNG", format, err)
	}
	return fmt.Errorf("the %s image is damaged: %w", format, err)
}

// onCanvas puts a GIF's first frame, which may be smaller, where it belongs, on
// black.
func onCanvas(img image.Image, size image.Point) image.Image {
	canvas := image.Rectangle{Max: size}
	if img.Bounds() == canvas {
		return img
	}
	whole := image.NewNRGBA(canvas)
	draw.Draw(whole, canvas, image.Black, image.Point{}, draw.Src)
	draw.Draw(whole, img.Bounds(), img, img.Bounds().Min, draw.Over)
	return whole
}

// Fit is Crop's.
func Fit(img image.Image, height, width int) *image.NRGBA { return Crop.Fit(img, height, width) }

// resample fills a part of out with a part of img.
func resample(out *image.NRGBA, to image.Rectangle, img image.Image, from image.Rectangle) {
	rows, columns := taps(from.Dy(), to.Dy()), taps(from.Dx(), to.Dx())
	left, top := from.Min.X, from.Min.Y
	for y, r := range rows {
		for x, c := range columns {
			p00, p01 := rgb(img, left+c.low, top+r.low), rgb(img, left+c.high, top+r.low)
			p10, p11 := rgb(img, left+c.low, top+r.high), rgb(img, left+c.high, top+r.high)
			at := out.PixOffset(to.Min.X+x, to.Min.Y+y)
			for k := range 3 {
				left, right := mix(p00[k], p10[k], r.t), mix(p01[k], p11[k], r.t)
				out.Pix[at+k] = uint8(math.RoundToEven(mix(left, right, c.t)))
			}
			out.Pix[at+3] = 255
		}
	}
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

// rgb is a pixel in 0..255. Transparency is left out, as by decode_png with three
// channels and PIL's convert("RGB"): a pixel has the colour that is stored of it.
func rgb(img image.Image, x, y int) [3]float64 {
	switch img := img.(type) {
	case *turned:
		x, y = img.stored(x, y)
		return rgb(img.Image, x, y)
	case *image.NRGBA:
		i := img.PixOffset(x, y)
		return [3]float64{float64(img.Pix[i]), float64(img.Pix[i+1]), float64(img.Pix[i+2])}
	case *image.RGBA:
		i := img.PixOffset(x, y)
		return [3]float64{float64(img.Pix[i]), float64(img.Pix[i+1]), float64(img.Pix[i+2])}
	}
	r, g, b, _ := opaque(img.At(x, y)).RGBA()
	return [3]float64{float64(r >> 8), float64(g >> 8), float64(b >> 8)}
}

// opaque is a colour without its transparency, where that does not darken it.
func opaque(c color.Color) color.Color {
	switch c := c.(type) {
	case color.NRGBA:
		c.A = math.MaxUint8
		return c
	case color.NRGBA64:
		c.A = math.MaxUint16
		return c
	case color.NYCbCrA:
		return c.YCbCr
	}
	return c
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
