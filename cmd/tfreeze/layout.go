package main

import (
	"image"

	"tfreeze/explain"
	gr "tfreeze/graphrewrite"
	"tfreeze/report"
	"tfreeze/savedmodels"
)

// laid makes an input of an image: it is read as [H,W,C], and laid as the network
// takes it.
func (r *reader) laid(path string) ([]input, error) {
	if r.layout.Of(r.shape) != gr.ChannelsFirst {
		return r.picture(path)
	}
	upright := *r
	upright.shape = []int64{r.shape[1], r.shape[2], r.shape[0]}
	inputs, err := upright.picture(path)
	for i := range inputs {
		inputs[i].lay(r.layout)
	}
	return inputs, err
}

// lay has what decode makes laid as the network takes it.
func (in *input) lay(l gr.Layout) {
	upright, decode := in.shape, in.decode
	in.shape, _ = explain.Laid(upright, nil, l)
	in.decode = func() (*image.NRGBA, []float32, error) {
		picture, x, err := decode()
		if err == nil {
			_, x = explain.Laid(upright, x, l)
		}
		return picture, x, err
	}
}

// mapOf is the map of an input that is an image.
func (d *inputDir) mapOf(values []float32) (report.Map, bool) {
	l := d.layout.Of(d.in.shape)
	if l == "" {
		return report.Map{}, false
	}
	shape, x := explain.Upright(d.in.shape, values, l)
	return report.Map{Shape: [3]int{int(shape[0]), int(shape[1]), int(shape[2])}, Data: x}, true
}

// notDrawn says why maps of three dimensions are not drawn; it is empty if they are,
// or are no images.
func (d *inputDir) notDrawn() string {
	if len(d.in.shape) != 3 || d.layout.Of(d.in.shape) != "" {
		return ""
	}
	return "not drawn: whether " + gr.Shape(d.in.shape).String() + ` is an image is not known; if it is, "layout": "HWC" or "CHW" in ` + savedmodels.CardFile + " says how it lies"
}
