package results

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/inputs"
	"tfreeze/report"
	"tfreeze/savedmodels"
)

// MapOf is the map of an image of that shape and layout, [H,W,C]; false of what is no
// image.
func MapOf(shape []int64, values []float32, layout gr.Layout) (report.Map, bool) {
	l := layout.Of(shape)
	if l == "" {
		return report.Map{}, false
	}
	shape, x := inputs.Upright(shape, values, l)
	return report.Map{Shape: [3]int{int(shape[0]), int(shape[1]), int(shape[2])}, Data: x}, true
}

// notDrawn says why maps of three dimensions are not drawn; it is empty if they are,
// or are no images.
func (d *Dir) notDrawn() string {
	if len(d.in.Shape) != 3 || d.layout.Of(d.in.Shape) != "" {
		return ""
	}
	return "not drawn: whether " + gr.Shape(d.in.Shape).String() + ` is an image is not known; if it is, "layout": "HWC" or "CHW" in ` + savedmodels.CardFile + " says how it lies"
}
