package results

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/inputs"
	"tfreeze/report"
	"tfreeze/savedmodels"
)

// MapOf returns the map of an image with that shape and layout as [H,W,C]. It returns
// false if the input is not an image.
func MapOf(shape []int64, values []float32, layout gr.Layout) (report.Map, bool) {
	l := layout.Of(shape)
	if l == "" {
		return report.Map{}, false
	}
	shape, x := inputs.Upright(shape, values, l)
	return report.Map{Shape: [3]int{int(shape[0]), int(shape[1]), int(shape[2])}, Data: x}, true
}

// notDrawn says why maps of three dimensions are not drawn. It is empty if they are
// drawn, or do not belong to an image.
func (d *Dir) notDrawn() string {
	if len(d.in.Shape) != 3 || d.layout.Of(d.in.Shape) != "" {
		return ""
	}
	return "not drawn: whether " + gr.Shape(d.in.Shape).String() + ` is an image is unknown; if it is, set "layout" to "HWC" or "CHW" in ` + savedmodels.CardFile
}
