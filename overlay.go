package tfreeze

import (
	"errors"
	"image"

	"tfreeze/report"
)

// Overlay draws a map over the picture that the network saw, in that picture's size. The
// view is one that draws over photos; empty means overlay. It is an error if the input
// was not a picture.
func (r *Result) Overlay(m Map, view string) (image.Image, error) {
	if r.Picture == nil {
		return nil, errors.New("there is no picture to draw over: the input is an array")
	}
	if view == "" {
		view = "overlay"
	}
	v, err := viewOf(view, report.Look{})
	if err != nil {
		return nil, err
	}
	if !v.OverPhoto() {
		return nil, errors.New("the view " + view + " draws no map over a photo")
	}
	h, err := m.heatmap(view)
	if err != nil {
		return nil, err
	}
	whole := report.Whole(r.Picture, h.Height, h.Width)
	return v.Picture(h, &whole)
}
