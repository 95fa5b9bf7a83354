package inputs

import (
	"fmt"
	"image"
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels"
)

// TestFlat: a picture of one colour is what the network is given for such pixels, in both
// layouts, of gray pictures and through the model's own preprocessing. Of an array it is
// known if the recipe is.
func TestFlat(t *testing.T) {
	vgg, err := savedmodels.FindRecipe("caffe-bgr")
	if err != nil {
		t.Fatal(err)
	}
	unit, err := savedmodels.FindRecipe("unit")
	if err != nil {
		t.Fatal(err)
	}
	double := &Through{Name: "raw", Integers: true, Shape: []int64{1, 2, 3}, Make: doubled}
	const bgr, bgr255 = "[-103.939 -116.779 -123.68 -103.939 -116.779 -123.68]", "[151.061 138.22101 131.32 151.061 138.22101 131.32]"
	for name, c := range map[string]struct {
		reader       Reader
		shape        []int64
		black, white string
	}{
		"channels last":  {Reader{Layout: gr.ChannelsLast, Recipe: &vgg}, []int64{1, 2, 3}, bgr, bgr255},
		"channels first": {Reader{Layout: gr.ChannelsFirst, Recipe: &vgg}, []int64{3, 1, 2}, "[-103.939 -103.939 -116.779 -116.779 -123.68 -123.68]", "[151.061 151.061 138.22101 138.22101 131.32 131.32]"},
		"gray":           {Reader{Recipe: &unit}, []int64{1, 2}, "[0 0]", "[1 1]"},
		"opaque":         {Reader{Layout: gr.ChannelsLast, Recipe: &unit}, []int64{1, 1, 4}, "[0 0 0 1]", "[1 1 1 1]"},
		"through":        {Reader{Layout: gr.ChannelsLast, Through: double}, []int64{1, 2, 3}, "[0 0 0 0 0 0]", "[510 510 510 510 510 510]"},
	} {
		c.reader.Shape = c.shape
		in, err := c.reader.Image(image.NewGray(image.Rect(0, 0, 5, 5)))
		if err != nil {
			t.Fatal(name, err)
		}
		made := []*Input{in}
		if c.reader.Recipe != nil {
			arrays, err := c.reader.Array(Array{Shape: c.shape, Data: make([]float32, gr.Shape(c.shape).Elements())})
			if err != nil {
				t.Fatal(name, err)
			}
			made = append(made, arrays...)
		}
		for _, in := range made {
			for pixel, want := range map[uint8]string{0: c.black, 255: c.white} {
				if x, err := in.Flat(pixel); err != nil || fmt.Sprint(x) != want {
					t.Errorf("%s, pixel %d: %v, error %v, want %s", name, pixel, x, err, want)
				}
			}
		}
	}
	for name, r := range map[string]Reader{"no recipe": {}, "a recipe for colours": {Recipe: &vgg}} {
		r.Shape = []int64{1, 2}
		all, err := r.Array(Array{Shape: r.Shape, Data: []float32{1, 2}})
		if err != nil {
			t.Fatal(name, err)
		}
		if _, err := all[0].Flat(0); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
