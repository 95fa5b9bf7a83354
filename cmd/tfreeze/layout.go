package main

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/inputs"
	"tfreeze/report"
	"tfreeze/savedmodels"
)

// mapOf is the map of an input that is an image.
func (d *inputDir) mapOf(values []float32) (report.Map, bool) {
	l := d.layout.Of(d.in.Shape)
	if l == "" {
		return report.Map{}, false
	}
	shape, x := inputs.Upright(d.in.Shape, values, l)
	return report.Map{Shape: [3]int{int(shape[0]), int(shape[1]), int(shape[2])}, Data: x}, true
}

// notDrawn says why maps of three dimensions are not drawn; it is empty if they are,
// or are no images.
func (d *inputDir) notDrawn() string {
	if len(d.in.Shape) != 3 || d.layout.Of(d.in.Shape) != "" {
		return ""
	}
	return "not drawn: whether " + gr.Shape(d.in.Shape).String() + ` is an image is not known; if it is, "layout": "HWC" or "CHW" in ` + savedmodels.CardFile + " says how it lies"
}
