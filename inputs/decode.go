package inputs

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	"image/draw"
	_ "image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/bmp"
	_ "golang.org/x/image/webp"
)

// maxPixels bounds a decoded image, because the header alone decides how much memory
// decoding takes.
const maxPixels = 1 << 28

// A header is what a file says of its image before that is decoded.
type header struct {
	// format is png, jpeg, gif, bmp or webp.
	format string
	// size is the size of the stored picture, in pixels.
	size image.Point
	// orientation turns the stored picture upright.
	orientation Orientation
	// animated reports whether there are more frames than the first.
	animated bool
}

// readHeader reads the header of an image. It refuses what Decode would refuse because
// of the header.
func readHeader(r io.ReadSeeker) (header, error) {
	h, err := sizeAndFormat(r)
	if err != nil {
		return h, err
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return h, err
	}
	h.orientation = readOrientation(r, h.format)
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return h, err
	}
	h.animated = animated(r, h.format)
	return h, nil
}

func sizeAndFormat(r io.Reader) (header, error) {
	b := bufio.NewReader(r)
	if start, _ := b.Peek(webpFlags + 1); animatedWebP(start) {
		return header{}, errors.New("an animated WebP cannot be read: save its first frame as a PNG")
	}
	config, format, err := image.DecodeConfig(b)
	h := header{format: format, size: image.Point{X: config.Width, Y: config.Height}}
	switch {
	case errors.Is(err, image.ErrFormat):
		return h, errors.New("it is not a PNG, JPEG, GIF, BMP or WebP image")
	case err != nil:
		return h, undecodable(format, err)
	case int64(config.Width)*int64(config.Height) > maxPixels:
		return h, fmt.Errorf("an image of %d x %d pixels is too large: the limit is %d million pixels", config.Width, config.Height, maxPixels/1000000)
	case config.Width < 1 || config.Height < 1:
		return h, fmt.Errorf("the %s image has no pixels", format)
	}
	return h, nil
}

// Decode reads a PNG, JPEG, GIF, BMP or WebP as it is stored. Of an animated PNG or GIF
// it reads the first frame.
func Decode(r io.ReadSeeker) (image.Image, error) {
	h, err := sizeAndFormat(r)
	if err != nil {
		return nil, err
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	img, _, err := image.Decode(r)
	if err != nil {
		return nil, undecodable(h.format, err)
	}
	if img.Bounds().Empty() {
		return nil, fmt.Errorf("the %s image has no pixels", h.format)
	}
	return onCanvas(img, h.size), nil
}

// undecodable distinguishes kinds of pictures that the decoders do not know from
// damaged ones.
func undecodable(format string, err error) error {
	var j jpeg.UnsupportedError
	var p png.UnsupportedError
	if errors.As(err, &j) || errors.As(err, &p) || errors.Is(err, bmp.ErrUnsupported) {
		return fmt.Errorf("the %s image is of a kind that cannot be read: %w: save it again as a PNG", format, err)
	}
	return fmt.Errorf("the %s image is damaged: %w", format, err)
}

// onCanvas puts a GIF's first frame, which may be smaller than the image, in its place
// on black.
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
