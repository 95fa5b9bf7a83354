package serve

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"slices"

	"tfreeze"
	gr "tfreeze/graphrewrite"
	"tfreeze/internal/nearest"
	"tfreeze/internal/npy"
)

// An output is what a request may ask of its answers. It is a tensor of a first dimension
// of inputs, and of a second of targets if top_k asks for several.
type output struct {
	name string
	// explains reports whether it needs a method.
	explains bool
	// of makes it of one result.
	of func(c *call, r *tfreeze.Result) (tensor, error)
}

// outputs lists them. The first three are the default of an explanation, and scores that
// of the network itself.
var outputs = []output{
	{"attribution", true, func(_ *call, r *tfreeze.Result) (tensor, error) {
		return tensor{shape: r.Maps[0].Shape, data: r.Maps[0].Values}, nil
	}},
	{"score", true, func(_ *call, r *tfreeze.Result) (tensor, error) { return tensor{data: []float32{r.Score}}, nil }},
	{"target", true, func(_ *call, r *tfreeze.Result) (tensor, error) { return tensor{data: []int64{int64(r.Target)}}, nil }},
	{"label", true, func(_ *call, r *tfreeze.Result) (tensor, error) { return tensor{data: []string{r.Label}}, nil }},
	{"convergence_delta", true, (*call).delta},
	{"heatmap", true, (*call).heatmap},
	{"heatmap_png", true, (*call).heatmapPNG},
	{"overlay_png", true, (*call).overlayPNG},
	{"attribution_npy", true, (*call).npy},
	{scoresName, false, nil},
}

const (
	usualOutputs = 3
	scoresName   = "scores"
)

func outputNames() []string {
	var names []string
	for _, o := range outputs {
		names = append(names, o.name)
	}
	return names
}

// selected returns the outputs with these names, or the usual ones of the call. The field
// has the names.
func (c *call) selected(field string, names []string) ([]output, error) {
	if len(names) == 0 {
		if c.explains() {
			return outputs[:usualOutputs], nil
		}
		return outputs[len(outputs)-1:], nil
	}
	var all []output
	for i, name := range names {
		at := fmt.Sprintf("%s[%d]", field, i)
		k := slices.IndexFunc(outputs, func(o output) bool { return o.name == name })
		switch {
		case k < 0:
			return nil, wrongly(at, nearest.Unknown("output", name, outputNames()))
		case outputs[k].explains && !c.explains():
			return nil, wrong(at, "%s needs a method: without one, the network itself answers", name)
		}
		all = append(all, outputs[k])
	}
	return all, nil
}

// tensor makes an output of all answers.
func (c *call) tensor(o output, all []answer) (tensor, error) {
	var parts []tensor
	prefix := []int64{int64(len(all))}
	if c.top > 0 && o.name != scoresName {
		prefix = append(prefix, int64(len(all[0].results)))
	}
	for _, a := range all {
		if o.name == scoresName {
			parts = append(parts, tensor{shape: a.scoresShape, data: a.scores})
			continue
		}
		for _, r := range a.results {
			part, err := o.of(c, r)
			if err != nil {
				return tensor{}, wrong("", "output %s: %w", o.name, err)
			}
			parts = append(parts, part)
		}
	}
	t, err := joined(prefix, parts)
	t.name = o.name
	if err != nil {
		return t, wrong("", "output %s: %w", o.name, err)
	}
	return t, nil
}

// joined puts tensors of one shape one behind the other.
func joined(prefix []int64, parts []tensor) (tensor, error) {
	if gr.Shape(prefix).Elements() != int64(len(parts)) {
		return tensor{}, fmt.Errorf("the inputs have different numbers of targets")
	}
	t := tensor{shape: slices.Concat(prefix, parts[0].shape)}
	for _, p := range parts {
		if !slices.Equal(p.shape, parts[0].shape) {
			return t, fmt.Errorf("the inputs have maps of different shapes, %v and %v: send them one by one", gr.Shape(parts[0].shape), gr.Shape(p.shape))
		}
	}
	switch parts[0].data.(type) {
	case []float32:
		t.data = concat[float32](parts)
	case []int64:
		t.data = concat[int64](parts)
	case []uint8:
		t.data = concat[uint8](parts)
	case []string:
		t.data = concat[string](parts)
	case [][]byte:
		t.data = concat[[]byte](parts)
	}
	return t, nil
}

func concat[T any](parts []tensor) []T {
	var all []T
	for _, p := range parts {
		all = append(all, p.data.([]T)...)
	}
	return all
}

func (c *call) delta(r *tfreeze.Result) (tensor, error) {
	d := r.Maps[0].ConvergenceDelta
	if d == nil {
		return tensor{}, fmt.Errorf("%s does not promise that its map sums to a difference of scores", r.Maps[0].Method)
	}
	return tensor{data: []float32{float32(*d)}}, nil
}

// heatmap is an 8-bit picture: [H,W] in gray, [H,W,3] in colours.
func (c *call) heatmap(r *tfreeze.Result) (tensor, error) {
	img, err := r.Maps[0].Heatmap(c.view)
	if err != nil {
		return tensor{}, err
	}
	size := img.Bounds().Size()
	shape := []int64{int64(size.Y), int64(size.X)}
	var pixels []uint8
	gray, isGray := img.(*image.Gray)
	for y := range size.Y {
		for x := range size.X {
			if isGray {
				pixels = append(pixels, gray.GrayAt(x, y).Y)
				continue
			}
			r, g, b, _ := img.At(img.Bounds().Min.X+x, img.Bounds().Min.Y+y).RGBA()
			pixels = append(pixels, uint8(r>>8), uint8(g>>8), uint8(b>>8))
		}
	}
	if !isGray {
		shape = append(shape, 3)
	}
	return tensor{shape: shape, data: pixels}, nil
}

func (c *call) heatmapPNG(r *tfreeze.Result) (tensor, error) {
	img, err := r.Maps[0].Heatmap(c.view)
	if err != nil {
		return tensor{}, err
	}
	return pngOf(img)
}

func (c *call) overlayPNG(r *tfreeze.Result) (tensor, error) {
	img, err := r.Overlay(r.Maps[0], c.over)
	if err != nil {
		return tensor{}, err
	}
	return pngOf(img)
}

func pngOf(img image.Image) (tensor, error) {
	var b bytes.Buffer
	err := png.Encode(&b, img)
	return tensor{data: [][]byte{b.Bytes()}}, err
}

func (c *call) npy(r *tfreeze.Result) (tensor, error) {
	m := r.Maps[0]
	shape := make([]int, len(m.Shape))
	for i, d := range m.Shape {
		shape[i] = int(d)
	}
	var b bytes.Buffer
	err := npy.Write(&b, shape, m.Values)
	return tensor{data: [][]byte{b.Bytes()}}, err
}
