package inputs

import (
	"image"
	"image/color"
	"math"
)

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

// mix interpolates between a and b. The conversions keep the compiler from fusing the
// operations, which would round some pixels differently.
func mix(a, b, t float64) float64 { return float64(a*(1-t)) + float64(b*t) }

// A tap says where a resized pixel lies in the image: between low and high, at t from 0
// to 1.
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

// rgb returns the channels of a pixel, in 0..255. It ignores transparency, as
// decode_png does with three channels and PIL's convert("RGB"): a pixel has its stored
// colour.
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

// opaque returns a colour without its transparency, if the type of the colour allows
// that without darkening it.
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
