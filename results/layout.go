package results

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/inputs"
	"tfreeze/report"
	"tfreeze/savedmodels"
)

// A Drawing is a map as it is drawn: of an image, or of a series.
type Drawing struct {
	image  report.Map
	series report.Series
}

// DrawingOf says how a map of that shape and layout is drawn. picture reports whether the
// input was made of a picture, or has channels that the map lacks. It returns false if it is not known to be of an image, nor
// of a series:
//
//	[H,W,C], [C,H,W]  an image, where the layout is known
//	[H,W]             an image, if picture is set or it is a square
//	[T,F]             a series if not
//	[T]               a series
func DrawingOf(shape []int64, values []float32, layout gr.Layout, picture bool) (Drawing, bool) {
	switch {
	case len(shape) == 1:
		return Drawing{series: report.Series{Steps: int(shape[0]), Features: 1, Data: values}}, shape[0] > 1
	case len(shape) == 2 && (picture || shape[0] == shape[1]):
		return Drawing{image: report.Map{Shape: [3]int{int(shape[0]), int(shape[1]), 1}, Data: values}}, true
	case len(shape) == 2:
		return Drawing{series: report.Series{Steps: int(shape[0]), Features: int(shape[1]), Data: values}}, shape[0] > 1
	}
	l := layout.Of(shape)
	if l == "" {
		return Drawing{}, false
	}
	shape, x := inputs.Upright(shape, values, l)
	return Drawing{image: report.Map{Shape: [3]int{int(shape[0]), int(shape[1]), int(shape[2])}, Data: x}}, true
}

// Image is the map of an image. It returns false if the map is of a series.
func (d Drawing) Image() (report.Map, bool) { return d.image, d.series.Steps == 0 }

// Draw draws the map in a view.
func (d Drawing) Draw(v report.View) (report.Heatmap, error) {
	if d.series.Steps > 0 {
		return d.series.Draw(v)
	}
	return v.Draw(d.image)
}

// Over draws a map of a series over its input, as a panel; nil if that is not possible.
func (d Drawing) Over(in *inputs.Input, v report.View) (report.Panel, *report.Bar, error) {
	input, ok := DrawingOf(in.Shape, in.X, "", false)
	if !ok || d.series.Steps == 0 || input.series.Steps == 0 {
		return nil, nil, nil
	}
	return report.PanelOf(input.series, d.series, v)
}

// picture draws an input that is drawn as its maps are.
func (d Drawing) picture() (report.Heatmap, error) {
	if d.series.Steps > 0 {
		return d.series.Picture()
	}
	return d.image.Picture()
}

// notDrawn says why maps of three dimensions are not drawn. It is empty if they are
// drawn, or do not belong to an image.
func (d *Dir) notDrawn() string {
	if len(d.in.Shape) != 3 || d.layout.Of(d.in.Shape) != "" {
		return ""
	}
	return "not drawn: whether " + gr.Shape(d.in.Shape).String() + ` is an image is unknown; if it is, set "layout" to "HWC" or "CHW" in ` + savedmodels.CardFile
}
