package report

import (
	"image"
	"image/color"
	"image/draw"
	"math"
)

// A Photo is what a map is drawn over.
type Photo struct {
	// Image is the picture as it was given, upright and in its own size.
	image.Image
	// Box is the part of it that the network sees, in pixels from its upper left corner.
	// Part is where the map shows that part, in the map's pixels.
	Box, Part image.Rectangle
}

// Whole is a photo that a map covers wholly.
func Whole(img image.Image, height, width int) Photo {
	return Photo{img, image.Rectangle{Max: img.Bounds().Size()}, image.Rect(0, 0, width, height)}
}

// unseen is how much of white lies on what the network does not see.
const unseen = 0.55

// ground is the photo in gray levels, so that all colours are the map's. What the network
// does not see is pale.
func (p Photo) ground() *image.RGBA {
	size := p.Bounds().Size()
	gray := image.NewGray(image.Rectangle{Max: size})
	draw.Draw(gray, gray.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(gray, gray.Rect, p.Image, p.Bounds().Min, draw.Over)
	out := image.NewRGBA(gray.Rect)
	for i, v := range gray.Pix {
		if !image.Pt(i%size.X, i/size.X).In(p.Box) {
			v = uint8(math.Round(float64(v) + unseen*(255-float64(v))))
		}
		copy(out.Pix[4*i:], []uint8{v, v, v, 255})
	}
	return out
}

// toMap returns the point of the map, in its pixels, that is shown at a point of the photo.
func (p Photo) toMap(x, y float64) (float64, float64) {
	scale := func(v float64, from, to, at, end int) float64 {
		return float64(at) + (v-float64(from))/float64(to-from)*float64(end-at)
	}
	return scale(x, p.Box.Min.X, p.Box.Max.X, p.Part.Min.X, p.Part.Max.X), scale(y, p.Box.Min.Y, p.Box.Max.Y, p.Part.Min.Y, p.Part.Max.Y)
}

// overlay draws a map over the photo, in the photo's size. A value hides as much of the
// photo as it is large, up to the opacity.
func overlay(h Heatmap, p Photo, l Look) (image.Image, error) {
	out := p.ground()
	opacity := l.Opacity
	if opacity == 0 {
		opacity = DefaultOpacity
	}
	box := p.Box.Intersect(out.Rect)
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			v := h.at(p, float64(x)+0.5, float64(y)+0.5)
			a := opacity * h.weight(v)
			at := out.PixOffset(x, y)
			blend(out.Pix[at:at+3], h.colour(v), a)
		}
	}
	return out, nil
}

// weight is how much a value hides, 0 to 1: the root of it, so that small ones are seen. A
// colour map with a white at 0 needs none.
func (h Heatmap) weight(v float32) float64 {
	w := math.Min(math.Abs(float64(v)), 1)
	if h.Colours.Diverging {
		return w
	}
	return math.Sqrt(w)
}

func blend(pix []uint8, c color.RGBA, a float64) {
	for k, v := range []uint8{c.R, c.G, c.B} {
		pix[k] = uint8(math.Round((1-a)*float64(pix[k]) + a*float64(v)))
	}
}

// at is the value at a point of a photo, in pixels, linear between the centres of the
// map's pixels.
func (h Heatmap) at(p Photo, x, y float64) float32 {
	x, y = p.toMap(x, y)
	x0, x1, tx := between(x, p.Part.Min.X, p.Part.Max.X)
	y0, y1, ty := between(y, p.Part.Min.Y, p.Part.Max.Y)
	top := h.Data[y0*h.Width+x0]*(1-tx) + h.Data[y0*h.Width+x1]*tx
	bottom := h.Data[y1*h.Width+x0]*(1-tx) + h.Data[y1*h.Width+x1]*tx
	return top*(1-ty) + bottom*ty
}

// between are the pixels on either side of a coordinate, within those from low to below
// high, and the weight of the second.
func between(v float64, low, high int) (first, second int, weight float32) {
	v = min(max(v-0.5, float64(low)), float64(high-1))
	first = int(v)
	return first, min(first+1, high-1), float32(v - float64(first))
}
