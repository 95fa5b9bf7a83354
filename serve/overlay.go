package serve

import (
	"image"
	"image/color"
	"image/draw"
)

// overlay draws a heatmap over the picture that the network saw, in the picture's size.
// Of a gray heatmap, white is red that covers the picture, and black lets it through.
func overlay(picture, heat image.Image) image.Image {
	size := picture.Bounds().Size()
	over := image.NewNRGBA(image.Rectangle{Max: size})
	draw.Draw(over, over.Rect, picture, picture.Bounds().Min, draw.Src)
	from := heat.Bounds()
	for y := range size.Y {
		for x := range size.X {
			at := heat.At(from.Min.X+x*from.Dx()/size.X, from.Min.Y+y*from.Dy()/size.Y)
			over.SetNRGBA(x, y, mixed(over.NRGBAAt(x, y), at))
		}
	}
	return over
}

// mixed is a pixel of the picture under one of a heatmap.
func mixed(under color.NRGBA, heat color.Color) color.NRGBA {
	const most = 0.85
	share, c := most/2, color.NRGBAModel.Convert(heat).(color.NRGBA)
	if g, ok := heat.(color.Gray); ok {
		share, c = most*float64(g.Y)/255, color.NRGBA{R: 255, G: 48, A: 255}
	}
	mix := func(a, b uint8) uint8 { return uint8(float64(a)*(1-share) + float64(b)*share + 0.5) }
	return color.NRGBA{mix(under.R, c.R), mix(under.G, c.G), mix(under.B, c.B), 255}
}
