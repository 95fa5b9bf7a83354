package bindings

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tfreeze/gen/bindings/testdata/first"
	"tfreeze/gen/bindings/testdata/open"
	"tfreeze/gen/bindings/testdata/served"
	gr "tfreeze/graphrewrite"
	"tfreeze/inputs"
	"tfreeze/savedmodels"
)

// photo returns a part of a photo whose bounds do not begin at 0, 0.
func photo(t *testing.T, box image.Rectangle) image.Image {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "testdata", "photos", "chelsea.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return img.(interface {
		SubImage(image.Rectangle) image.Image
	}).SubImage(box)
}

// pictures returns images of every type and of odd sizes, some of them transparent.
func pictures(t *testing.T) []image.Image {
	var all []image.Image
	for _, box := range []image.Rectangle{image.Rect(100, 50, 237, 160), image.Rect(0, 0, 31, 300), image.Rect(5, 7, 6, 8), image.Rect(9, 9, 300, 10)} {
		part := photo(t, box)
		all = append(all, part)
		for _, img := range []draw.Image{
			image.NewNRGBA(box), image.NewRGBA(box), image.NewGray(box), image.NewGray16(box), image.NewNRGBA64(box), image.NewRGBA64(box), image.NewCMYK(box),
			image.NewPaletted(box, color.Palette{color.Black, color.White, color.NRGBA{200, 10, 60, 90}}),
		} {
			draw.Draw(img, box, part, box.Min, draw.Src)
			img.Set(box.Min.X, box.Min.Y, color.NRGBA{250, 128, 3, 77})
			all = append(all, img)
		}
		ycbcr := image.NewYCbCr(box, image.YCbCrSubsampleRatio420)
		for i := range ycbcr.Y {
			ycbcr.Y[i], ycbcr.Cb[i/4], ycbcr.Cr[i/4] = byte(i*7), byte(i/3), byte(i/5)
		}
		all = append(all, ycbcr)
	}
	return all
}

// TestImages: a package turns an image into the same input, to the bit, as package
// inputs.
func TestImages(t *testing.T) {
	recipes := map[string]savedmodels.Recipe{}
	for _, name := range called {
		m, _ := readCase(t, filepath.Join("testdata", name, name+".txtar"))
		if m.Card.Preprocess != nil {
			recipes[name] = *m.Card.Preprocess
		}
	}
	all := pictures(t)
	for i, img := range all {
		got, err := served.Images(img)
		same(t, fmt.Sprintf("served, picture %d (%T)", i, img), got.Values, err, inputs.Preprocess(inputs.Crop.Fit(img, served.Height, served.Width), recipes["served"]))
		for _, size := range [][2]int{{64, 64}, {13, 40}, {90, 1}} {
			got, err := open.Images(size[0], size[1], img)
			same(t, fmt.Sprintf("open, picture %d (%T) at %v", i, img, size), got.Values, err, inputs.Preprocess(inputs.Crop.Fit(img, size[0], size[1]), recipes["open"]))
		}
	}
	for i, img := range all {
		got, err := first.Images(img)
		x := inputs.Preprocess(inputs.Crop.Fit(img, first.Height, first.Width), recipes["first"])
		shape, want := inputs.Laid([]int64{first.Height, first.Width, 3}, x, gr.ChannelsFirst)
		if same(t, fmt.Sprintf("first, picture %d (%T)", i, img), got.Values, err, want); !slices.Equal(got.Shape[1:], shape) {
			t.Errorf("first, shape %v, want %v", got.Shape, shape)
		}
	}
	both, err := served.Images(all[0], all[1])
	if err != nil || !slices.Equal(both.Shape, []int64{2, 4, 5, 3}) {
		t.Errorf("two images: %v, %v", both.Shape, err)
	}
}

func same(t *testing.T, what string, got []float32, err error, want []float32) {
	t.Helper()
	bits := func(a, b float32) bool { return math.Float32bits(a) == math.Float32bits(b) }
	if err != nil || !slices.EqualFunc(got, want, bits) {
		t.Errorf("%s differs: %v", what, err)
	}
}

// TestNoImages: images without pixels and impossible sizes are errors.
func TestNoImages(t *testing.T) {
	full := image.NewGray(image.Rect(0, 0, 3, 3))
	_, empty := served.Images(full, image.NewGray(image.Rect(4, 4, 4, 9)))
	_, none := served.Images(nil)
	_, size := open.Images(3, 0, full)
	for _, test := range []struct {
		err  error
		want string
	}{
		{empty, "served: image 1 has no pixels"}, {none, "served: image 0 has no pixels"}, {size, "open: images of 3 x 0 pixels are impossible"},
	} {
		if test.err == nil || !strings.Contains(test.err.Error(), test.want) {
			t.Errorf("got %v, want %s", test.err, test.want)
		}
	}
}
