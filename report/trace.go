package report

import (
	"image"
	"image/color"

	"gonum.org/v1/plot/vg"
)

// A Trace is a panel of a series: a line for each feature of the input, on a ground that
// has the colours of the map at each step.
type Trace struct {
	input Series
	heat  Heatmap
	view  View
}

// mostLines is the largest number of features that are drawn as lines.
const mostLines = 6

// PanelOf draws a map of a series over its input: a Logo if the input is a sequence of
// letters, or a Trace if it has few features. It is nil if it is neither.
func PanelOf(input, m Series, v View) (Panel, *Bar, error) {
	if m.Steps < 2 || m.Steps != input.Steps || m.Features != input.Features || len(m.Data) != len(input.Data) {
		return nil, nil, nil
	}
	if letters := input.letters(); letters != "" && m.Steps <= mostLetters {
		return newLogo(input, m, letters), nil, nil
	}
	if m.Features > mostLines {
		return nil, nil, nil
	}
	heat, err := v.Draw(Map{Shape: [3]int{m.Features, m.Steps, 1}, Data: m.byFeature()})
	if err != nil {
		return nil, nil, err
	}
	if heat.Colours == nil { // a line is seen on pale colours
		if heat.Colours, err = FindColormap("blue_red"); err != nil {
			return nil, nil, err
		}
	}
	return Trace{input, heat, v}, v.Bar(heat), nil
}

func (t Trace) aspect() float64 { return 0.11 * float64(t.input.Features) }

func (t Trace) draw(p *page, at vg.Rectangle) {
	n := vg.Length(t.input.Features)
	height := (at.Size().Y - (n-1)*gap) / n
	for k := range t.input.Features {
		top := at.Max.Y - vg.Length(k)*(height+gap)
		t.feature(p, k, vg.Rectangle{Min: vg.Point{X: at.Min.X, Y: top - height}, Max: vg.Point{X: at.Max.X, Y: top}})
	}
}

// feature draws a feature's line from its smallest value, below, to its largest.
func (t Trace) feature(p *page, k int, at vg.Rectangle) {
	steps := t.input.Steps
	ground := image.NewNRGBA(image.Rect(0, 0, steps, 1))
	low, high := t.input.Data[k], t.input.Data[k]
	for i := range steps {
		ground.Set(i, 0, t.heat.colour(t.heat.Data[k*steps+i]))
		v := t.input.Data[i*t.input.Features+k]
		low, high = min(low, v), max(high, v)
	}
	p.picture(ground, at)
	area := vg.Rectangle{Min: at.Min.Add(vg.Point{Y: 0.08 * at.Size().Y}), Max: at.Max.Sub(vg.Point{Y: 0.08 * at.Size().Y})}
	var points []vg.Point
	for i := range steps {
		y := vg.Length(0.5)
		if high > low {
			y = vg.Length((t.input.Data[i*t.input.Features+k] - low) / (high - low))
		}
		points = append(points, vg.Point{X: area.Min.X + area.Size().X*(vg.Length(i)+0.5)/vg.Length(steps), Y: area.Min.Y + area.Size().Y*y})
	}
	p.line(color.White, 3*hairline, points...)
	p.line(ink, 1.4*hairline, points...)
	p.frame(at)
}
