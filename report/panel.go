package report

import (
	"image"
	"image/color"

	"gonum.org/v1/plot/vg"
)

// A Panel is one picture of a figure. A nil Panel leaves its place empty.
type Panel interface {
	// aspect is the height of one of width 1; 0 takes what there is.
	aspect() float64
	draw(p *page, at vg.Rectangle)
}

// A Picture is an image as a panel: a map or a photo.
type Picture struct{ image.Image }

func (i Picture) aspect() float64 {
	return float64(i.Bounds().Dy()) / float64(i.Bounds().Dx())
}

func (i Picture) draw(p *page, at vg.Rectangle) { p.picture(i.Image, at) }

// finest bounds the longer side of a picture in a figure, in pixels.
const finest = 1200

// Shrunk is an image as large as a figure needs it.
func Shrunk(img image.Image) image.Image {
	size := img.Bounds().Size()
	longest := max(size.X, size.Y)
	if longest <= finest {
		return img
	}
	return resized(img, image.Pt(size.X*finest/longest, size.Y*finest/longest))
}

// A Bar is a bar of colours that says what they mean.
type Bar struct {
	// Low and High are the values at its ends, of which Colour gives colours.
	Low, High float32
	Colour    func(float32) color.Color
	// Meaning says what a value of 1 is.
	Meaning string
}

// Bar is the colour bar of values that Draw has made.
func (v View) Bar(h Heatmap) *Bar {
	b := &Bar{Low: 0, High: 1, Colour: func(v float32) color.Color { return h.colour(v) }, Meaning: "attribution / its 99th percentile"}
	if h.Signed {
		b.Low = -1
	}
	switch v.Name {
	case "signed_mean":
		b.Meaning = "mean attribution / its largest"
	case "contour":
		b.Meaning = "smoothed attribution / its largest"
	}
	return b
}

const (
	barWidth  = 1.8 * vg.Millimeter
	barHeight = 32 * vg.Millimeter
	// barSpace is the room for a bar with a line of text.
	barSpace = 10 * vg.Millimeter
	// barOver is by how much the text is longer than the bar, at most.
	barOver = 6 * vg.Millimeter
)

// room is the width of a bar beside rows of about that height: its text has two lines if it
// is longer.
func (b *Bar) room(t *typefaces, height vg.Length) vg.Length {
	if t.width(b.Meaning, tickSize) > height {
		return barSpace + lineHeight*tickSize
	}
	return barSpace
}

// draw draws the bar with its lower left corner at a point.
func (b *Bar) draw(p *page, at vg.Point, height vg.Length, lines int) {
	r := vg.Rectangle{Min: at, Max: at.Add(vg.Point{X: barWidth, Y: height})}
	strip := image.NewNRGBA(image.Rect(0, 0, 1, levels))
	for i := range levels {
		strip.Set(0, levels-1-i, b.Colour(b.Low+(b.High-b.Low)*float32(i)/(levels-1)))
	}
	p.picture(strip, r)
	p.frame(r)
	ticks := []float32{b.Low, b.High}
	if b.Low < 0 {
		ticks = []float32{b.Low, 0, b.High}
	}
	for _, v := range ticks {
		y := at.Y + height*vg.Length((v-b.Low)/(b.High-b.Low))
		p.line(ink, hairline, vg.Point{X: r.Max.X, Y: y}, vg.Point{X: r.Max.X + 0.6*vg.Millimeter, Y: y})
		p.text(number(float64(v)), tickSize, vg.Point{X: r.Max.X + 1*vg.Millimeter, Y: y - 0.35*tickSize}, 0)
	}
	for i, line := range p.wrap(b.Meaning, tickSize, height+barOver, lines) {
		p.upwards(line, tickSize, vg.Point{X: r.Max.X + 5.6*vg.Millimeter + vg.Length(i)*lineHeight*tickSize, Y: at.Y + height/2})
	}
}
