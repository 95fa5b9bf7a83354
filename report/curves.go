package report

import (
	"image/color"

	"gonum.org/v1/plot/vg"
)

// Curves are a panel of lines over one axis, with y from 0 to 1.
type Curves struct {
	// X are the places of the points, in rising order, and Label what they are.
	X     []float64
	Label string
	Lines []Curve
}

// A Curve has a value for each X.
type Curve struct {
	Name string
	Y    []float64
}

// curveColours tell two curves apart, also in gray: the ends of blue_red, one paler.
var curveColours = []color.RGBA{{0x10, 0x50, 0xb1, 255}, {0xd9, 0x5f, 0x4e, 255}, {0x22, 0x22, 0x22, 255}}

func (Curves) aspect() float64 { return 0 }

// draw draws axes at the left and below, curves with their points, and names above.
func (c Curves) draw(p *page, at vg.Rectangle) {
	area := vg.Rectangle{
		Min: at.Min.Add(vg.Point{X: 4.6 * vg.Millimeter, Y: 2.2 * lineHeight * tickSize}),
		Max: at.Max.Sub(vg.Point{X: 1 * vg.Millimeter, Y: 1.6 * tickSize}),
	}
	low, high := c.X[0], c.X[len(c.X)-1]
	if low == high {
		low, high = low-1, high+1
	}
	to := func(x, y float64) vg.Point {
		return vg.Point{X: area.Min.X + area.Size().X*vg.Length((x-low)/(high-low)), Y: area.Min.Y + area.Size().Y*vg.Length(y)}
	}
	c.axes(p, area, to)
	legend := area.Min.X
	for i, line := range c.Lines {
		colour := curveColours[i%len(curveColours)]
		var points []vg.Point
		for k, y := range line.Y {
			points = append(points, to(c.X[k], y))
		}
		p.line(colour, 1.5*hairline, points...)
		for _, point := range points {
			dot := vg.Point{X: 1.4 * hairline, Y: 1.4 * hairline}
			p.box(colour, vg.Rectangle{Min: point.Sub(dot), Max: point.Add(dot)})
		}
		start := vg.Point{X: legend, Y: at.Max.Y - 0.55*tickSize}
		p.line(colour, 2*hairline, start, start.Add(vg.Point{X: 1.6 * vg.Millimeter}))
		name := p.fit(line.Name, tickSize, at.Max.X-legend-2.1*vg.Millimeter)
		p.text(name, tickSize, vg.Point{X: legend + 2.1*vg.Millimeter, Y: at.Max.Y - 0.85*tickSize}, 0)
		legend += 3.2*vg.Millimeter + p.width(name, tickSize)
	}
}

func (c Curves) axes(p *page, area vg.Rectangle, to func(x, y float64) vg.Point) {
	p.line(ink, hairline, vg.Point{X: area.Min.X, Y: area.Max.Y}, area.Min, vg.Point{X: area.Max.X, Y: area.Min.Y})
	tick := 0.6 * vg.Millimeter
	for _, y := range []float64{0, 0.5, 1} {
		at := to(c.X[0], y)
		at.X = area.Min.X
		p.line(ink, hairline, at, at.Sub(vg.Point{X: tick}))
		p.text(number(y), tickSize, at.Sub(vg.Point{X: 2 * tick, Y: 0.35 * tickSize}), 1)
	}
	end := vg.Length(-1000)
	for i, x := range c.X {
		at := to(x, 0)
		p.line(ink, hairline, at, at.Sub(vg.Point{Y: tick}))
		s := number(x)
		half := p.width(s, tickSize) / 2
		// A number without room for it is left out.
		if at.X-half > end+0.3*tickSize || i == 0 {
			p.text(s, tickSize, at.Sub(vg.Point{Y: tick + 0.95*tickSize}), 0.5)
			end = at.X + half
		}
	}
	middle := (area.Min.X + area.Max.X) / 2
	p.text(p.fit(c.Label, tickSize, area.Size().X), tickSize, vg.Point{X: middle, Y: area.Min.Y - tick - 2.05*tickSize}, 0.5)
}
